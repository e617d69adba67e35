#!/usr/bin/env bash
# The benchmarks of training, small: speed beside PyTorch and OpenBLAS; trainings spread over processes, with table, CSV and
# figure.
#   check_bench_training.sh PROGRAM
set -uo pipefail
program=$1
"$program" list tasks >/dev/null 2>&1 || { echo "built without training" && exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
. tests/checks.sh

check "a model that is none" says "there is no part training:mpl" "$program" bench speed --only training:mpl
check "a model of no training" says "there is no part map:mlp" "$program" bench speed --only map:mlp
check "the models are listed" bash -c "'$program' bench speed --help | grep 'models of training: mlp cnn rnn transformer logistic-gradient'"

# One model: on one thread and on two, beside OpenBLAS's products, and beside PyTorch where it is installed.
check "an mlp is measured" "$program" bench speed --only training:mlp --rounds 1 --csv
threads=$(($(nproc) < 2 ? 1 : 2))
if /usr/bin/python3 -c "import torch" 2>/dev/null; then beside=1; else beside=0; fi
check "in rows of figures that belong together" awk -F, -v threads=$threads -v beside=$beside '
    NR == 1 { good = $0 == "what,threads,unit,ours,reference,theirs,ratio,goal"; next }
    # the title of the first kind of row has a comma
    { shift = NF - 8; unit = $(3 + shift); ours = $(4 + shift); theirs = $(6 + shift); ratio = $(7 + shift); off = ratio - ours / theirs
      if (unit != "samples/s" || ours <= 0) good = 0 }
    /PyTorch/ { torch++ }
    /OpenBLAS/ { products++; split($1, word, " "); if (word[2] <= 0 || word[2] > 100) good = 0 }
    /PyTorch|OpenBLAS/ { if (off * off > 1e-6 * ratio * ratio) good = 0 }
    END { exit !(good && products == threads && torch == threads * beside) }' "$folder/out"

# Trainings on two processes are those of one; the figure is drawn once, by the first.
bench=(bench training --tasks quadratic,fmnist-logreg --data assets/data --optimizers gd,adam --rates 0.01:0.1:2 --seeds 2 --steps 40 --examples 300 --threads 1)
check "trainings one after the other" "$program" "${bench[@]}" -o "$folder/one.csv"
check "give a table for each task" [ "$(grep -cE '^(gd|adam) ' "$folder/out")" = 4 ]
check "and a row for every look" [ "$(wc -l <"$folder/one.csv")" -gt 160 ]
if command -v mpirun >/dev/null && mpirun --version >/dev/null 2>&1 && ! mpirun --allow-run-as-root -n 1 "$program" train quadratic --steps 1 2>&1 | grep -q "without MPI"; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
    export OMPI_MCA_btl_base_warn_component_unused=0 ASAN_OPTIONS=detect_leaks=0
    figure=()
    [ "${SLALOM_SCREEN:-1}" = 1 ] && figure=(--figure "$folder/two.svg")
    check "trainings on two processes" mpirun -n 2 "$program" "${bench[@]}" -o "$folder/two.csv" "${figure[@]}"
    check "say so once" [ "$(grep -cE '^(gd|adam) ' "$folder/out")" = 4 ]
    check "and reach the same" cmp <(cut -d, -f1-7 "$folder/one.csv") <(cut -d, -f1-7 "$folder/two.csv")
    [ ${#figure[@]} = 0 ] || check "in a figure with every optimizer" bash -c "grep -q '</svg>' '$folder/two.svg' && [ \$(wc -c <'$folder/two.svg') -gt 20000 ]"
fi

checks_end
