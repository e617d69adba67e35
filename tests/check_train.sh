#!/usr/bin/env bash
# slalom train, from outside: what it prints, keeps and refuses; killed and resumed; a full disk.
#   check_train.sh PROGRAM
set -uo pipefail
program=$1
data=assets/data
"$program" list tasks >/dev/null 2>&1 || { echo "built without training" && exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
. tests/checks.sh

train() { "$program" train "$@"; }
small=(overparameterized --width 16 --batch 10 --threads 1)

check "the tasks are listed" bash -c "'$program' list tasks | grep -c ^fmnist-2c2d"
check "as JSON too" bash -c "'$program' list tasks --json | grep -c '\"epochs\"'"
check "--help explains" bash -c "'$program' train --help | grep -c -- --checkpoint-every"
check "a missing task" says "train what?" train
check "a misspelled task" says "did you mean fmnist-mlp" train fmnist-mpl
check "an optimizer of planes" says "races on surfaces only" train quadratic --optimizer newton
check "a hyperparameter of another optimizer" says "has no --beta1" train quadratic --beta1 0.5
check "a model without choice" says "has no choice of it" train quadratic --width 3
check "a rate out of range" says "--lr" train quadratic --lr -1
check "steps and epochs" says "exclude each other" train quadratic --steps 3 --epochs 2
check "a folder without data" says "has no train-images" train fmnist-mlp --data "$folder"
check "no checkpoint" says "No such file" train --resume "$folder/none"

check "a text trains on a named folder" train char-rnn --data $data --width 8 --length 8 --batch 4 --steps 6 --threads 1
check "its test figure is told" grep -q "^test: loss [0-9.]*, accuracy" "$folder/out"
check "images do" train fmnist-logreg --data $data --batch 30 --epochs 1 --threads 1 --evaluate-every 4
check "with three looks" [ "$(grep -c ' %' "$folder/out")" = 4 ]
check "nothing is drawn where there is no terminal" [ ! -s "$folder/err" ]

if [ ! -e /usr/share/doc/jargon-text/jargon.txt.gz ]; then
    check "without the package a sample is taken" train char-rnn --width 8 --length 8 --batch 4 --steps 2 --threads 1
    check "and is called one" grep -q "ONLY THE SMALL SAMPLE" "$folder/out"
fi

# A log: a row for every update; JSON lines have the same.
check "a log is kept" train "${small[@]}" --steps 30 --log "$folder/a.csv" --checkpoint "$folder/whole"
check "with a head and a row for each step" [ "$(wc -l <"$folder/a.csv")" = 31 ]
check "and as JSON lines" train "${small[@]}" --steps 5 --log "$folder/a.jsonl"
check "each an object" [ "$(grep -c '^{"step": [1-5], .*}$' "$folder/a.jsonl")" = 5 ]

# Stopped half-way and resumed: the same checkpoint and the same log, but for the seconds.
check "half" train "${small[@]}" --steps 30 --checkpoint-every 7 --checkpoint "$folder/half" --log "$folder/b.csv"
check "is the whole" cmp "$folder/whole" "$folder/half"

# Ctrl-C saves and leaves.
"$program" train "${small[@]}" --steps 100000000 --checkpoint-every 10 --checkpoint "$folder/stopped" >/dev/null 2>&1 &
victim=$!
for _ in $(seq 1000); do
    [ -e "$folder/stopped" ] && break
    sleep 0.02
done
kill -INT $victim
wait $victim
check "an interrupt ends with 130" [ $? = 130 ]
check "and leaves a checkpoint" grep -qa "^slalom checkpoint" "$folder/stopped"

# What is not finite stops, and the last good checkpoint stays.
check "a rate too high stops" ends 1 train "${small[@]}" --lr 1000 --steps 300 --checkpoint-every 1 --checkpoint "$folder/good"
check "with a message" grep -q "is not finite at step" "$folder/err"
check "the checkpoint is of before" train --resume "$folder/good" --steps 1
cp "$folder/whole" "$folder/damaged"
printf 'x' | dd of="$folder/damaged" bs=1 seek=3000 conv=notrunc status=none
check "a damaged checkpoint" says "the checksum is wrong" train --resume "$folder/damaged"
check "a recipe beside a checkpoint" says "does not go with --resume" train --resume "$folder/whole" --lr 1

# A full disk: message and exit code 1, the old checkpoint is intact.
cp "$folder/whole" "$folder/kept"
check "no room for a checkpoint" ends 1 bash -c "ulimit -f 1; '$program' train --resume '$folder/whole' --steps 32 --checkpoint '$folder/kept'"
check "is told" grep -q "kept" "$folder/err"
check "and the old one stays" cmp "$folder/whole" "$folder/kept"
check "nothing half written lies about" [ "$(ls "$folder"/kept* | wc -l)" = 1 ]
mkdir "$folder/disk"
if mount -t tmpfs -o size=64k tmpfs "$folder/disk" 2>/dev/null; then
    check "a disk with room for one" train "${small[@]}" --steps 5 --checkpoint "$folder/disk/kept"
    cp "$folder/disk/kept" "$folder/before"
    dd if=/dev/zero of="$folder/disk/rest" bs=1k status=none 2>/dev/null
    check "has none for another" ends 1 train "${small[@]}" --steps 9 --checkpoint "$folder/disk/kept"
    check "which is told" grep -q "disk/kept.*No space left" "$folder/err"
    check "and the first stays" cmp "$folder/before" "$folder/disk/kept"
    check "and goes on where there is room" train --resume "$folder/disk/kept" --steps 6 --checkpoint "$folder/moved"
    umount "$folder/disk"
fi
check "a log on a full disk" ends 1 train "${small[@]}" --steps 3 --log /dev/full
check "is told of" grep -q "/dev/full: cannot be written: No space left" "$folder/err"
check "an export on one" ends 1 train "${small[@]}" --steps 3 --export /dev/full
check "too" grep -q "/dev/full" "$folder/err"

# A terminal sees how far it is, how fast, and how long it will take; a pipe does not.
if command -v script >/dev/null; then
    check "on a terminal" script -qec "'$program' train ${small[*]} --steps 300000 --evaluate-every 100000" /dev/null
    check "a bar" grep -qE "\[=+ +\] +[0-9]+ %  step [0-9]+/300000  loss [0-9.e-]+  [0-9]+ examples/s  0:0[0-9] left" "$folder/out"
fi

check "a benchmark" "$program" bench training --tasks quadratic --optimizers gd,adam --rates 0.01:0.1:2 --seeds 2 --steps 40 --threads 1 -o "$folder/bench.csv"
check "has a row for each optimizer" [ "$(grep -cE "^(gd|adam) " "$folder/out")" = 2 ]
check "and every look at the data" [ "$(wc -l <"$folder/bench.csv")" = 161 ]
check "a benchmark of nothing" says "there is no task x" "$program" bench training --tasks x
check "figures of one" "$program" bench training --tasks quadratic,overparameterized --optimizers gd,adam --rates 0.01:0.1:2 --seeds 2 --steps 40 --threads 1 -o "$folder/bench2.csv" --target 110
check "say how often the target was reached" grep -qE "^adam .* [0-2]/2 " "$folder/out"
check "a target nobody reaches has no steps" "$program" bench training --tasks quadratic --optimizers gd --rates 0.01:0.01:1 --seeds 1 --steps 20 --threads 1 --target 0
check "but a line" grep -qE "^gd +0.01 +[0-9.]+ +- +- +0/1 " "$folder/out"
check "batches from 1 to 128 of 256" "$program" bench training --batch-study fmnist-logreg --data $data --threads 1 -o "$folder/batches.csv"
check "have a row each" [ "$(wc -l <"$folder/batches.csv")" = 9 ]
check "whose variance falls as 1/batch" awk -F, 'NR > 1 { p[NR] = $2 * $4 } END { for (i in p) if (p[i] < 0.4 * p[3] || p[i] > 2.5 * p[3]) exit 1 }' "$folder/batches.csv"
check "a batch study with rates" says "does not go with --batch-study" "$program" bench training --batch-study quadratic --rates 1:1:1
if [ "${SLALOM_SCREEN:-1}" = 1 ]; then
    for ending in png svg pdf; do
        check "a figure as $ending" "$program" bench training --tasks quadratic --optimizers gd,adam --rates 0.01:0.1:2 --seeds 2 --steps 40 --threads 1 --figure "$folder/figure.$ending"
    done
    check "is one" [ "$(head -c 4 "$folder/figure.png" | tail -c 3)" = PNG ]
    check "with its words" grep -qa "svg" "$folder/figure.svg"
    check "another ending" says "png" "$program" bench training --figure "$folder/figure.txt"
    check "a figure of batches" "$program" bench training --batch-study fmnist-logreg --data $data --threads 1 --figure "$folder/batches.png" --theme dark
fi
check "an export" train "${small[@]}" --steps 2 --export "$folder/model.safetensors"
check "has a header" grep -qa '"model.0.weight"' "$folder/model.safetensors"
check "an export for numpy" train "${small[@]}" --optimizer adam --steps 2 --export "$folder/model.npz"
check "of the same numbers" train "${small[@]}" --optimizer adam --steps 2 --export "$folder/adam.safetensors"
if command -v python3 >/dev/null; then
    # Archive, checksums and headers read by hand: numpy need not be there.
    check "holds them whole" python3 - "$folder/model.npz" "$folder/adam.safetensors" <<'END'
import ast, json, math, struct, sys, zipfile
data = open(sys.argv[2], "rb").read()
length, = struct.unpack("<Q", data[:8])
tensors = {k: v for k, v in json.loads(data[8:8 + length]).items() if k != "__metadata__"}
assert sum(v["data_offsets"][1] - v["data_offsets"][0] for v in tensors.values()) == len(data) - 8 - length
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
assert {name[:-4] for name in archive.namelist()} == set(tensors) and "exp_avg_sq.0.weight" in tensors
for name, tensor in tensors.items():
    npy = archive.read(name + ".npy")
    assert npy[:8] == b"\x93NUMPY\1\0" and struct.unpack("<H", npy[8:10]) == (118,)
    head = ast.literal_eval(npy[10:128].decode())
    assert head == {"descr": "<f4", "fortran_order": False, "shape": tuple(tensor["shape"])}, head
    begin, end = tensor["data_offsets"]
    assert npy[128:] == data[8 + length + begin:8 + length + end] and end - begin == 4 * math.prod(tensor["shape"])
END
fi

checks_end
