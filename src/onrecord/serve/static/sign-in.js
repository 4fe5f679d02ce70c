// The address that the server tells at its start carries its token behind a #, which no browser sends anywhere.
const field = document.querySelector("#token");
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (token && field) {
  field.value = token;
  history.replaceState(null, "", location.pathname);
  field.form.submit();
}
