#!/usr/bin/env bash
# The window's trainings from outside: a session, pictures of it, a window closed while it trains, what is refused.
#   check_view_training.sh PROGRAM
set -uo pipefail
program=$1
"$program" list tasks >/dev/null 2>&1 || { echo "built without training" && exit 77; }
"$program" help view >/dev/null 2>&1 || { echo "built without a screen" && exit 0; }
export SDL_VIDEODRIVER=dummy
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
. tests/checks.sh

check "a session" "$program" view --script tests/scripts/training/watch.script
check "a misspelled task" says "did you mean fmnist-mlp" "$program" view --train fmnist-mpl --script /dev/null
check "a folder without data" says "has no train-images" "$program" view --train fmnist-mlp --data "$folder" --script /dev/null
check "no examples" says "--examples" "$program" view --train quadratic --examples 0 --script /dev/null

# A small protocol: three rates, two seeds.
cat >"$folder/small" <<'END'
click @train.protocol.rates.value
text "3"
key Enter
click @train.protocol.seeds.value
text "2"
key Enter
until training.finished == yes
expect training.done == 18
END

# The states of two sessions are the same, but for what tells times.
(cat "$folder/small" && echo dump) >"$folder/all.script"
for i in 1 2; do
    check "all of a task" "$program" view --train quadratic --script "$folder/all.script"
    grep "^training" "$folder/out" >"$folder/state$i"
done
check "come to the same twice" cmp "$folder/state1" "$folder/state2"
check "and to the end" grep -qx "training.done = 18" "$folder/state1"

# What is recorded is the training, to its end, not the map that nobody sees.
if command -v ffmpeg >/dev/null; then
    (cat "$folder/small" && printf 'click @training.restart\nkey R\nwait 1\nexpect recording.file != ""\nexpect playing == no\n' &&
        printf 'until training.finished == yes\nuntil recording.file == ""\nexpect step == 0\n') >"$folder/film.script"
    check "a training is recorded" env -C "$folder" "$program" view --train quadratic --script "$folder/film.script"
    check "into a film" [ "$(head -c 8 "$folder/slalom-1.mp4" | tail -c 4)" = ftyp ]
fi

# Small images are labelled: the sample says that it is one; accuracies are shares.
(cat "$folder/small" && printf 'expect training.task == fmnist-logreg\nexpect training.run.3.score > 0.6\n') >"$folder/images.script"
printf 'expect training.run.3.score <= 1\nexpect training.target <= 1\nshot %s\n' "$folder/a.png" >>"$folder/images.script"
printf 'key T\nresize 1280 720\nwait 1\nresize 1024 700\nkey Tab\nwait 20\nresize 200 100\nkey Shift+T\nwait 1\nresize 1 1\nwait 1\n' >>"$folder/images.script"
check "labelled images, in themes and sizes" "$program" view --train fmnist-logreg --data assets/data --script "$folder/images.script"
check "a picture is taken" [ "$(head -c 4 "$folder/a.png" | tail -c 3)" = PNG ]

checks_end
