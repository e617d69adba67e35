#!/usr/bin/env bash
# mpirun -n K slalom train: as many ranks as one would like see one training; one that dies ends it and loses nothing.
#   check_ranks.sh PROGRAM
set -uo pipefail
program=$1
data=assets/data
"$program" list tasks >/dev/null 2>&1 || { echo "built without training" && exit 77; }
command -v mpirun >/dev/null || { echo "no mpirun here (Debian: openmpi-bin)" && exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# As root and with more ranks than processors OpenMPI wants to be asked twice; what it leaks itself is its own affair.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_btl_base_warn_component_unused=0 ASAN_OPTIONS=detect_leaks=0
. tests/checks.sh

ranks() {
    local count=$1
    shift
    mpirun -n "$count" "$program" "$@"
}

# Nobody runs with that argument. Processes that were killed may need a moment to be gone.
no_process() {
    for _ in $(seq 100); do
        grep -qszxF -f <(echo "$1") /proc/[0-9]*/cmdline || return 0
        sleep 0.05
    done
    return 1
}

# near TOLERANCE FILE FILE: two logs tell the same, row by row, but for their seconds.
near() {
    awk -F, -v tolerance="$1" '
        NR == FNR { for (i = 1; i < NF; i++) wanted[FNR, i] = $i; rows = FNR; next }
        FNR > 1 { for (i = 1; i < NF; i++) { a = wanted[FNR, i]; d = $i - a; if (d < 0) d = -d
                  if (($i == "") != (a == "") || d > tolerance * (1 + (a < 0 ? -a : a))) { print "row", FNR, "column", i, a, $i; bad = 1 } } }
        END { exit bad || FNR != rows || rows < 3 }' "$2" "$3"
}

if ranks 2 train quadratic --steps 1 2>&1 | grep -q "built without MPI"; then
    check "without MPI it says how to get it" bash -c "! mpirun -n 1 '$program' train quadratic --steps 1"
    echo "built without MPI (Debian: libopenmpi-dev)"
    [ $failures = 0 ] && exit 77
    exit 1
fi


# Batches that do not divide, a recurrent state, clipping, accumulated batches, an average: the same curve for 1, 2 and 3.
compare() {
    local name=$1 counts=$2 count
    shift 2
    check "$name alone" "$program" train "$@" --threads 1 --log "$folder/1.csv" --checkpoint "$folder/1"
    for count in $counts; do
        check "$name on $count ranks" ranks $count train "$@" --threads 1 --log "$folder/$count.csv" --checkpoint "$folder/$count"
        check "told once" [ "$(grep -cE "^($count ranks share every mini-batch|test:)" "$folder/out")" = 2 ]
        check "with the same curve" near 2e-4 "$folder/1.csv" "$folder/$count.csv"
    done
}
compare "a recurrent net" "2 3" char-rnn --data $data --width 16 --length 8 --batch 5 --steps 40 --evaluate-every 10
compare "a convolutional net" 3 fmnist-2c2d --data $data --batch 7 --steps 6 --evaluate-every 3 --examples 100
compare "a quadratic" 2 quadratic --batch 32 --steps 50 --accumulate 2 --ema-decay 0.9 --optimizer adam --lr 0.05

# A checkpoint of three ranks goes on with two, and with one.
check "a longer training" "$program" train char-rnn --data $data --width 16 --length 8 --batch 5 --steps 50 --threads 1 --evaluate-every 10 --log "$folder/long.csv"
check "three ranks begin" ranks 3 train char-rnn --data $data --width 16 --length 8 --batch 5 --steps 20 --threads 1 --checkpoint "$folder/c" --log "$folder/c.csv" --evaluate-every 10
check "two go on" ranks 2 train --resume "$folder/c" --data $data --steps 35 --threads 1 --checkpoint "$folder/c" --log "$folder/c.csv" --evaluate-every 10
check "one ends it" "$program" train --resume "$folder/c" --data $data --steps 50 --threads 1 --log "$folder/c.csv" --evaluate-every 10
tail -n +2 "$folder/c.csv" | cut -d, -f1-4 >"$folder/c4" && tail -n +2 "$folder/long.csv" | cut -d, -f1-4 >"$folder/l4"
check "with the curve of one" near 2e-4 "$folder/l4" "$folder/c4"

# A benchmark's trainings are spread; every one of them is that of a single process.
bench=(bench training --tasks quadratic --optimizers gd,adam --rates 0.001:0.1:3 --seeds 2 --steps 60 --threads 1)
check "a benchmark alone" "$program" "${bench[@]}" -o "$folder/b1.csv"
check "and on 3 ranks" ranks 3 "${bench[@]}" -o "$folder/b3.csv"
check "prints once" [ "$(grep -cE '^(gd|adam) ' "$folder/out")" = 2 ]
check "the same" cmp <(cut -d, -f1-7 "$folder/b1.csv") <(cut -d, -f1-7 "$folder/b3.csv")

# Errors come once, and everybody leaves.
check "bad usage" ends 2 ranks 2 train quadratic --steps x
check "is told once" [ "$(grep -c '^slalom:' "$folder/err")" = 1 ]
check "a batch for fewer" ends 2 ranks 2 train quadratic --batch 1
check "has its message" grep -q "no example for each of 2 ranks" "$folder/err"

# One rank dies: the job ends with a message, and the checkpoint is good.
endless=(train overparameterized --width 16 --batch 10 --threads 1 --steps 1000000000 --checkpoint-every 20 --evaluate-every 100000)
for signal in KILL INT; do
    rm -f "$folder/d"*
    mpirun -n 2 "$program" "${endless[@]}" --checkpoint "$folder/d" >"$folder/job.out" 2>"$folder/job.err" &
    job=$!
    for _ in $(seq 3000); do [ -e "$folder/d" ] && break; sleep 0.02; done
    if [ $signal = KILL ]; then
        kill -KILL "$(pgrep -P $job | tail -n 1)"
    else
        kill -INT $job
    fi
    wait $job
    status=$?
    check "SIG$signal ends the job" [ $status != 0 ]
    check "with a message" [ -s "$folder/job.err" ]
    check "leaving no process" no_process "$folder/d"
    check "and a good checkpoint" ranks 2 train --resume "$folder/d" --steps 1 --threads 1
done
check "an interrupted job says that it saved" grep -q "the checkpoint is saved" "$folder/job.err"

checks_end
