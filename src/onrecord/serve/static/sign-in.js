// The address that the server tells at its start carries its token behind a #, which no browser sends anywhere.
const field = document.querySelector("#token");
if (location.hash.length > 1 && field) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  field.form.submit();
}
