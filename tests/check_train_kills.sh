#!/usr/bin/env bash
# kill -9 at 50 moments of trainings, drawn from a seed: every resume ends with the bits and the log of a training that was
# left alone.
#   check_train_kills.sh PROGRAM
set -uo pipefail
program=$1
data=assets/data
"$program" list tasks >/dev/null 2>&1 || { echo "built without training" && exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
RANDOM=50
failures=0 early=0 amid=0 late=0

options=(--data $data --threads 1 --checkpoint-every 1 --evaluate-every 20)
task=(char-rnn --width 16 --length 8 --batch 4 --steps 60 --optimizer adam --ema-decay 0.9 --schedule cosine)
train() { "$program" train "$@" "${options[@]}" --checkpoint "$folder/killed" --log "$folder/killed.csv"; }
# Begins, or goes on from the checkpoint where there is one.
go_on() { if [ -e "$folder/killed" ]; then train --resume "$folder/killed"; else train "${task[@]}"; fi; }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

began=$(milliseconds)
"$program" train "${task[@]}" "${options[@]}" --checkpoint "$folder/end" --log "$folder/end.csv" >/dev/null || exit 1
length=$(($(milliseconds) - began))

# Twice each: killed, resumed and killed again, resumed to the end.
for training in $(seq 25); do
    rm -f "$folder/killed"*
    for again in 1 2; do
        pause=$((RANDOM % (length * 4 / 5 + 1)))
        go_on >/dev/null 2>&1 &
        victim=$!
        sleep "$(printf '0.%03d' $((pause > 999 ? 999 : pause)))"
        # What runs is a shell that runs the program.
        child=$(cat /proc/$victim/task/$victim/children 2>/dev/null)
        kill -9 ${child:-$victim} $victim 2>/dev/null
        wait $victim 2>/dev/null
        if [ ! -e "$folder/killed" ]; then
            early=$((early + 1))
        elif cmp -s "$folder/killed" "$folder/end"; then
            late=$((late + 1))
        else
            amid=$((amid + 1))
        fi
    done
    go_on >"$folder/out" 2>&1 || { failures=$((failures + 1)) && echo "FAILED: training $training does not go on" && tail -n 3 "$folder/out"; }
    cmp "$folder/killed" "$folder/end" || { failures=$((failures + 1)) && echo "FAILED: training $training has other bits"; }
    [ -z "$(compgen -G "$folder/killed.unfinished-*")" ] || { failures=$((failures + 1)) && echo "FAILED: training $training leaves a half checkpoint"; }
    cmp <(cut -d, -f1-8 "$folder/killed.csv") <(cut -d, -f1-8 "$folder/end.csv") ||
        { failures=$((failures + 1)) && echo "FAILED: training $training has another log"; }
done
echo "50 kills: $early before the first checkpoint, $amid amid the training, $late after its end; $failures failures"
[ $failures = 0 ] && [ $amid -ge 10 ]
