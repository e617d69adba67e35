#!/usr/bin/env bash
# The program as its user meets it on the command line: known answers, every way to be wrong, and what becomes of output.
set -uo pipefail
program=$1
export SLALOM_DATA=${SLALOM_DATA:-$PWD}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0 checks=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# `grep -q` would leave its pipe early and make the program end with a failed write; so output goes to /dev/null.

# check WHAT COMMAND...: the command succeeds.
check() {
    local claim=$1
    shift
    checks=$((checks + 1))
    "$@" || fail "$claim"
}

# refuses WORDS ARGUMENTS...: one line on stderr that begins with slalom: and holds the words, nothing on stdout, exit code 2.
refuses() {
    local words=$1
    shift
    checks=$((checks + 1))
    timeout 20 "$program" "$@" >"$folder/out" 2>"$folder/err" </dev/null
    local code=$? lines
    lines=$(wc -l <"$folder/err")
    [ $code -eq 2 ] || fail "exit code $code of: ${*:0:300}: $(head -c 500 "$folder/err")"
    [ "$lines" -eq 1 ] && [ "$(wc -c <"$folder/err")" -lt 1000 ] || fail "$lines lines on stderr from: ${*:0:300}"
    [ -s "$folder/out" ] && fail "something on stdout from: ${*:0:300}"
    grep -q '^slalom: ' "$folder/err" || fail "no slalom: in $(head -c 300 "$folder/err")"
    grep -qF -- "$words" "$folder/err" || fail "no \"$words\" in $(head -c 300 "$folder/err")"
}

run() { "$program" run "$@" || fail "run $*"; }

# column NAME: that column of the CSV on stdin, without its header.
column() { awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { print $c }'; }

# holds EXPRESSION: awk's opinion of a comparison of numbers.
holds() { awk "BEGIN { exit !($1) }"; }

# ---- known answers ----

first=$(run --surface rosenbrock --optimizer adam --lr 0.1 --steps 5000 --format csv |
    awk -F, 'NR > 1 && $5 < 1e-8 { print $2; exit }')
check "adam is first below 1e-8 on rosenbrock at step 1358, not $first" [ "$first" = 1358 ]

loss=$(run --surface ravine --set kappa=100 --optimizer gd --lr .0199 --steps 3000 | column loss | tail -n 1)
check "gd converges on the ravine just below 2/L: $loss" holds "$loss < 1e-12"
loss=$(run --surface ravine --set kappa=100 --optimizer gd --lr .0201 --steps 3000 | column loss | tail -n 1)
check "gd diverges on the ravine just above 2/L: $loss" holds "$loss > 1e20"
loss=$(run --surface ravine --set kappa=100 --optimizer gd --lr .0199 --steps 3000 --set angle=30 | column loss | tail -n 1)
check "turning the ravine changes nothing for gd: $loss" holds "$loss < 1e-12"
# A branch takes over at its step, for good or until the next; a scene file says the same.
branched=(--surface ravine --optimizer gd --lr .0201 --steps 60)
begin() { sed -n 1,21p | cut -d, -f 1-8; }
before=$(run "${branched[@]}" | begin)
after=$(run "${branched[@]}" --branch step=20,lr=.019 --branch step=40,optimizer=adam,lr=.1,clip=norm,clip.limit=2)
check "a branch leaves the steps before it alone" [ "$before" = "$(begin <<<"$after")" ]
check "a branch changes what follows" holds "$(column loss <<<"$after" | tail -n 1) < 0.1 * $(run "${branched[@]}" | column loss | tail -n 1)"
cat >"$folder/branched.scene" <<'END'
surface = "ravine"; steps = 60;
runs = ( { optimizer = "gd"; lr = 0.0201; branch = ( { step = 20; lr = 0.019; },
           { step = 40; optimizer = "adam"; lr = 0.1; clip = { kind = "norm"; limit = 2.0; }; } ); } );
END
check "branches of options and of a scene are the same" [ "$after" = "$(run "$folder/branched.scene")" ]
branched=(run --surface ravine --optimizer gd)
refuses "a branch begins with its step" "${branched[@]}" --branch lr=.1
refuses "a branch begins with its step" "${branched[@]}" --branch step=1,lr=.1,step=2
refuses "needs names and values" "${branched[@]}" --branch ""
refuses "needs names and values" "${branched[@]}" --branch step=1,,lr=2
refuses "needs names and values" "${branched[@]}" --branch step
refuses "whole number from 1" "${branched[@]}" --branch step=0
refuses "whole number from 1" "${branched[@]}" --branch step=1.5
refuses "whole number from 1" "${branched[@]}" --branch step=nan
refuses "whole number from 31" "${branched[@]}" --branch step=30,lr=.1 --branch step=30,lr=.2
refuses "did you mean lr" "${branched[@]}" --branch step=5,lrr=.1
refuses "lr must be a number" "${branched[@]}" --branch step=5,lr=fast
refuses "--branch: lr must be" "${branched[@]}" --branch step=5,lr=-1
refuses "there is no optimizer adamm" "${branched[@]}" --branch step=5,optimizer=adamm
refuses "there is no clip paper" "${branched[@]}" --branch step=5,clip=paper
refuses "cannot change steps" "${branched[@]}" --branch step=5,steps=9
refuses "cannot change beta1" "${branched[@]}" --branch step=5,beta1=.5
refuses "--branch needs an --optimizer" run --surface ravine --branch step=5,lr=.1
refuses "--branch does not go with a SCENE" run "$folder/branched.scene" --branch step=5,lr=.1
refuses "more than 8 branches" "${branched[@]}" $(for i in $(seq 9); do echo "--branch step=$i,lr=.01"; done)

loss=$(run --surface ravine --optimizer momentum --lr .0330578512 --momentum .669421488 --steps 500 | column loss | tail -n 1)
check "heavy ball at Polyak's optimum on the ravine: $loss" holds "$loss < 1e-70"

cliff=(--surface rnn-cliff --start 5,-2.3 --optimizer gd --lr 1)
for steps in 500 2000; do
    end=$(run "${cliff[@]}" --steps $steps | tail -n 1 | cut -d, -f3-5)
    check "unclipped gd falls off the cliff and stays near (8.288, 5.995) after $steps: $end" \
        holds "${end%%,*} > 8.28 && ${end%%,*} < 8.29 && $(cut -d, -f2 <<<"$end") > 5.99 && $(cut -d, -f2 <<<"$end") < 6 \
        && ${end##*,} > .0899 && ${end##*,} < .0901"
done
loss=$(run "${cliff[@]}" --clip norm:0.5 --steps 500 | column loss | sort -g | head -n 1)
check "clipped gd reaches f < 1e-4 within 500 steps: $loss" holds "$loss < 1e-4"

# Reddi et al.'s sequence, two hundred thousand steps of 0.1/sqrt(k): Adam is driven to the wrong end, AMSGrad is not. The
# numbers are those of the recurrences written out in Python.
reddi() { run -s reddi --optimizer "$1" --lr .1 --beta2 .99 --schedule inverse_sqrt --start 0,0 --steps 200000 | tail -n 1 | cut -d, -f3; }
end=$(reddi adam)
check "Adam ends at 1.0013310769: $end" holds "$end > 1.0013310768 && $end < 1.0013310770"
end=$(reddi amsgrad)
check "AMSGrad ends at -0.1286782995: $end" holds "$end < -0.1286782994 && $end > -0.1286782996"

rates=$(run --surface bowl --optimizer gd --lr 1 --schedule cosine --warmup 20 --steps 120 | column lr)
check "warm-up begins at 1/20 of the rate" [ "$(sed -n 1p <<<"$rates")" = 0.050000000000000003 ]
check "warm-up ends at the rate" [ "$(sed -n 20p <<<"$rates")" = 1 ]
check "half-way down the cosine is half the rate" holds "$(sed -n 71p <<<"$rates") - .5 < 1e-12 && .5 - $(sed -n 71p <<<"$rates") < 1e-12"
noisy() { run --surface bowl --optimizer gd --lr .1 --noise 0.1 --seed "$1" --steps 50; }
check "equal seeds give equal noise" cmp -s <(noisy 1) <(noisy 1)
check "other seeds give other noise" [ "$(noisy 1 | md5sum)" != "$(noisy 2 | md5sum)" ]
check "--formula is a surface" cmp -s \
    <(run --formula '(1 - x)^2 + 100*(y - x^2)^2' --start -1.2,1 --optimizer adam --lr .01) \
    <(run --surface rosenbrock --optimizer adam --lr .01)
check "every way to write an option is one" cmp -s \
    <(run --surface=bowl --optimizer=adam --weight-decay=.1 --beta1=.8 -n=9) \
    <(run -s bowl --optimizer adam --weight_decay .1 --beta1 .8 --steps 9)
check "without an optimizer the best known race" [ "$(run --surface bowl --steps 3 | cut -d, -f1 | uniq | paste -sd ' ')" = \
    "run GD Momentum Nesterov RMSProp Adam AdamW" ]
check "conventions set what libraries differ in" cmp -s \
    <(run -s bowl --optimizer rmsprop --convention keras --steps 9) \
    <(run -s bowl --optimizer rmsprop --alpha .9 --eps 1e-7 --eps-inside 1 --rate-inside 1 --steps 9)
check "a rate can come from the curvature" cmp -s \
    <(run -s ravine --optimizer gd --lr '2/(L+mu)' --steps 9) <(run -s ravine --optimizer gd --lr 0.01980198019801980198 --steps 9)

sweep() { "$program" sweep "$@"; }
sweep --surface bowl --optimizer gd >"$folder/sweep.csv"
check "a sweep writes ninety rates" [ "$(wc -l <"$folder/sweep.csv")" = 91 ]
check "one of them suits" [ "$(grep -c ',1$' "$folder/sweep.csv")" = 1 ]
check "on the bowl the rate 1, at the minimum after one step" [ "$(sweep -s bowl --optimizer gd --best | tail -n 1)" = \
    GD,gd,1,0,1,1,1,1,1,1,1 ]
check "2 goes round in circles: not steady, not at a minimum, in view and no higher than at the start" \
    [ "$(grep '^GD,gd,2,' "$folder/sweep.csv")" = GD,gd,2,12.5,,1,0,0,1,1,0 ]
check "more diverges" grep -q '^GD,gd,4,inf,,0,0,0,0,0,0$' "$folder/sweep.csv"
check "without an optimizer the best known race is swept" [ "$(sweep -s bowl --best | cut -d, -f1 | tail -n +2 | paste -sd ' ')" = \
    "GD Momentum Nesterov RMSProp Adam AdamW" ]
check "every optimizer whose rate is a choice" [ "$(sweep -s bowl --every --best | wc -l)" -gt 25 ]
check "not those that find their own" [ "$(sweep -s bowl --every | grep -c 'newton\|lbfgs\|prodigy\|rprop')" = 0 ]
check "start, steps and settings count" [ "$(sweep -s bowl --optimizer gd --start 4,4 --steps 40 --clip norm:0.1 --best | tail -n 1)" != \
    GD,gd,1,0,1,1,1,1,1,1,1 ]
check "where the loss changes with the step none suits" [ "$(sweep -s reddi --optimizer adam --best | wc -l)" = 1 ]
own=(--formula 'x^2 + 3*y^2 + sin(5*x)')
check "runs on a formula of your own take the rates that suit" [ "$(run "${own[@]}" --steps 0 | column lr | paste -sd ' ')" = \
    "$(sweep "${own[@]}" --best | column lr | awk '{ printf "%.17g\n", $1 }' | paste -sd ' ')" ]
refuses "exclude each other" sweep -s bowl --every --optimizer gd

cat >"$folder/good.scene" <<'SCENE'
title = "A race"; surface = "ravine"; parameters = { kappa = 50; }; steps = 40; seed = 3;
runs = ( { name = "slow"; optimizer = "gd"; lr = 0.01; start = [-4, 2]; },
         { name = "fast"; optimizer = "momentum"; lr = 0.02; momentum = 0.8; noise = 0.1; } );
SCENE
check "a scene's runs are written one after the other" \
    [ "$(run "$folder/good.scene" | cut -d, -f1 | uniq -c | awk '{ print $1 $2 }' | xargs)" = "1run 41slow 41fast" ]
check "options change a scene" [ "$(run "$folder/good.scene" --steps 5 --set kappa=2 --seed 4 | wc -l)" = 13 ]
check "a scene run by its parts is the same" cmp -s <(run "$folder/good.scene" | sed -n 2,42p | cut -d, -f2-17) \
    <(run --surface ravine --set kappa=50 --optimizer gd --lr .01 --start -4,2 --steps 40 | sed 1d | cut -d, -f2-17)

# ---- golden trajectories and measurements ----

check "golden trajectories are computed again" eval '"$program" verify tests/golden | grep " files, .* steps: every bit as recorded$" >/dev/null'
run --surface bowl --optimizer gd --lr 0.1 --steps 5 --format golden -o "$folder/bowl.golden"
awk '$1 == "3" { $4 = "0x1p+0" } 1' "$folder/bowl.golden" >"$folder/wrong.golden"
check "verify names the first difference" eval '! "$program" verify "$folder/wrong.golden" >"$folder/out" && grep -q "run GD, step 3: loss is .* ulp apart" "$folder/out"'
check "verify --update makes it good" eval '"$program" verify --update "$folder/wrong.golden" >/dev/null && cmp "$folder/wrong.golden" "$folder/bowl.golden"'
refuses 'nothing to verify' verify
check "a descent is measured" eval '"$program" bench speed --only descent --rounds 1 --csv | grep "^\"adam on rosenbrock" >/dev/null'
refuses 'there is no part maps' bench speed --only maps
refuses 'what to measure' bench

# ---- lists, help, version ----

for what in surfaces optimizers schedules clippings; do
    check "list $what" [ "$("$program" list $what | wc -l)" -ge 2 ]
    check "list $what --json is an array" [ "$("$program" list $what --json | tr -d '\n ' | sed 's/^\(..\).*\(.\)$/\1\2/')" = '[{]' ]
    if command -v python3 >/dev/null; then
        check "list $what --json is JSON" eval '"$program" list $what --json | python3 -m json.tool >"$folder/json"'
    fi
done
check "lists know rosenbrock" eval '"$program" list surfaces | grep "^rosenbrock  .*a=1 b=100" >/dev/null'
check "--version" eval '"$program" --version | grep -E "^slalom [0-9]+\.[0-9]+\.[0-9]+$" >/dev/null'
check "--help is help" cmp -s <("$program" --help) <("$program" help)
for command in $("$program" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    check "help $command is $command --help" cmp -s <("$program" help "$command") <("$program" "$command" --help)
done
for option in surface formula set steps seed optimizer start schedule warmup clip noise batch lr weight-decay momentum \
    beta1 beta2 eps lookahead-k format output help; do
    check "run --help explains --$option" eval 'grep -q -- "--$option\b" <<<"$("$program" run --help)"'
done
check "run --help is read at a glance" eval '[ "$("$program" run --help | wc -l)" -le 60 ] && ! "$program" run --help | grep ".\{121\}" >/dev/null'
for what in optimizers schedules clippings; do
    "$program" list $what --json >"$folder/list"
    for name in $(sed -nE 's/^  \{"name": "([^"]+)".*/\1/p' "$folder/list"); do
        "$program" help "$name" >"$folder/sheet" || fail "help $name"
        for setting in $(awk -v name="$name" -F\" '/^  \{"name"/ { its = $4 == name } its && /^ +\{"name"/ && $0 !~ /^  \{/ { print $4 }' "$folder/list"); do
            check "help $name explains $setting" grep -qE -- "(--| )$(tr _ - <<<"$setting")\b|^ +$setting\b" "$folder/sheet"
        done
    done
done
check "a sheet has defaults and ranges" eval '"$program" help adam | grep -e "--beta1 V .* (default 0.9, 0 to 0.999999999)" >/dev/null'
check "--help beside an optimizer is its sheet" cmp -s <("$program" help adam) <("$program" run --optimizer adam --help)
if command -v python3 >/dev/null; then
    check "JSON output is JSON" eval 'run --surface rosenbrock --optimizer gd --lr 1 --format json | python3 -m json.tool >"$folder/json"'
fi

# ---- bad usage ----

one=(run --surface rosenbrock --optimizer adam)
for rate in 0.1abc nan NaN inf -1 1e99 0x1 '' ' 1' 1,5; do
    refuses '--lr must be a number from 0 to 1' "${one[@]}" --lr "$rate"
done
for steps in 1e99 -1 1.5 ten nan ''; do refuses '--steps must be a whole number from 0 to' "${one[@]}" --steps "$steps"; done
for start in 1 1, ,1 1,2,3 a,b nan,1 '1;2'; do refuses '--start must be two numbers' "${one[@]}" --start "$start"; done
for seed in -1 1e17 x; do refuses '--seed must be a whole number from 0 to 9007199254740992' "${one[@]}" --seed "$seed"; done
refuses '--noise must be a number from 0 to' "${one[@]}" --noise -1
refuses '--warmup must be a whole number' "${one[@]}" --warmup 2.5
refuses '--batch must be a whole number' "${one[@]}" --batch -8
refuses '--beta1 must be a number from 0 to 0.999999999' "${one[@]}" --beta1 1
refuses 'did you mean --beta1?' "${one[@]}" --beta4 0.5
refuses 'adam has no --beta3' "${one[@]}" --beta3 0.5
refuses 'did you mean --steps?' "${one[@]}" --setps 5
refuses 'did you mean --lr?' "${one[@]}" -lr 5
refuses 'there is no option' "${one[@]}" --zzzzzz
refuses 'there is no option' "${one[@]}" -z
refuses 'adam has no --momentum (it has --lr, --beta1' "${one[@]}" --momentum .9
refuses '--t_max belongs to --schedule cosine' "${one[@]}" --t-max 5
refuses '--lr needs an --optimizer' run --surface rosenbrock --lr 1
refuses '--lr needs a value' "${one[@]}" --lr
refuses '--lr is given twice' "${one[@]}" --lr 1 --lr 2
refuses '--help takes no value' run --help=5
refuses 'did you mean adam?' run --surface rosenbrock --optimizer adma
refuses 'did you mean rosenbrock?' run --surface rosenbroc --optimizer adam
refuses 'slalom list surfaces' run --surface nothing-like-it
refuses 'exclude each other' run --surface bowl --formula x
refuses 'did you mean cosine?' "${one[@]}" --schedule cosin
refuses 'did you mean norm?' "${one[@]}" --clip nrom:1
refuses 'limit must be a number from' "${one[@]}" --clip norm:zero
refuses 'limit must be a number from' "${one[@]}" --clip norm:
refuses 'limit must be a number from' "${one[@]}" --clip norm:-1
refuses 'norm takes 1 value' "${one[@]}" --clip norm:1,2
refuses 'has no parameter c (it has a, b)' "${one[@]}" --set c=1
refuses 'needs a name and a number' "${one[@]}" --set a
refuses 'needs a name and a number' "${one[@]}" --set a=x
refuses 'b must be a number from 1 to 1000' "${one[@]}" --set b=5000
refuses 'did you mean csv?' "${one[@]}" --format cvs
refuses 'nothing to show' run
refuses 'one SCENE at a time' run a.scene b.scene
refuses '--lr does not go with a SCENE' run "$folder/good.scene" --lr 1
refuses 'has no parameter' run "$folder/good.scene" --set a=1
refuses 'did you mean run?' rnu
refuses 'did you mean list?' help lits
refuses 'did you mean adamax?' help adamaxx
refuses 'did you mean surfaces?' list surface
refuses 'surfaces, optimizers' list
refuses 'Is a directory' "${one[@]}" -o "$folder"
refuses 'No such file or directory' "${one[@]}" -o "$folder/none/file.csv"

# ---- bad input: scenes, surfaces, formulas ----

scene() {
    printf '%b' "$1" >"$folder/bad.scene"
    shift
    refuses "$@" run "$folder/bad.scene"
}
refuses "--formula:1:1: unknown function 'expp' (did you mean exp?)" run --formula 'expp(x)'
refuses "--formula:1:6: a '*' is missing" run --formula 'x + 2y'
refuses '--formula:1:5: ' run --formula 'x + (y'
refuses '--formula:1:1: the formula is empty' run --formula ' '
scene 'formula = "x +\\n  sni(x)";' "bad.scene:1:19: unknown function 'sni' (did you mean sin?)"
scene 'title = "a";\nformula = "x +\n  2x";' "bad.scene:3:4: a '*' is missing"
scene 'formula = "(x";' 'bad.scene:1:12: '
scene 'surface = "bowl";\nruns = ( { optimizer = "adma"; } );' 'bad.scene:2:12: there is no optimizer adma (did you mean adam?)'
scene 'surface = "bowl";\nruns = ( { optimizer = "gd"; lr = fast; } );' 'bad.scene:2:35: fast is no value'
scene 'surface = "bowl";\nruns = ( { optimizer = "gd"; lr = "1"; } );' 'bad.scene:2:30: lr must be a number from 0 to 1000000, not "1"'
scene 'surface = "bowl";\nruns = ( { optimizer = "adam"; beta1 = "high"; } );' 'bad.scene:2:32: beta1 must be a number from 0 to 0.999999999, not "high"'
scene 'surface = "bowl";\nruns = ( { optimizer = "adam"; amsgrad = 0.5; } );' 'bad.scene:2:32: amsgrad must be 0 (off) or 1 (on), not 0.5'
scene 'surface = "bowl";\nruns = ( { optimizer = "gd"; schedule = { kind = "step"; step_size = [1]; }; } );' 'step_size must be a whole number from 1 to 1000000000, not what is no number'
scene 'surface = "bowl";\nruns = ( { optimizer = "gd"; clip = { kind = "norm"; limit = 0; }; } );' 'bad.scene:2:54: limit must be a number from 1e-12 to 1e+12, not 0'
scene 'surface = "bowl";\nruns = ( { optimizer = "gd"; lr = 0.1abc; } );' 'bad.scene:2:35: 0.1abc is no number'
scene 'surface = "bowl";\nruns = ( { optimizer = "gd";' 'bad.scene:2:10: this { is never closed'
scene '@include "good.scene"\n' 'bad.scene:1:1: @include is not allowed'
scene '' 'surface is missing'
refuses 'none.scene: No such file or directory' run "$folder/none.scene"
refuses 'is a directory, not a file' run "$folder"
refuses 'is a directory, not a file' run --surface "$folder/"
refuses 'No such file or directory' run --surface ./none.surface
repeat() { printf "%0.s$1" $(seq "$2"); }
nested="$(repeat '(' 10000)x$(repeat ')' 10000)"
scene "formula = \"$nested\";" 'nested deeper than'
refuses '--formula:1:' run --formula "$nested"
scene "runs = $(repeat '(' 10000)$(repeat ')' 10000);" 'brackets are nested deeper'
million() { head -c 1048576 /dev/zero | tr '\0' "$1"; }
for fill in 1 x '(' ')' + - '^' ' '; do
    printf 'formula = "%sx";\n' "$(million "$fill")" >"$folder/long.scene"
    refuses 'long.scene:1:12: ' run "$folder/long.scene"
    cp "$folder/long.scene" "$folder/long.surface"
    refuses 'long.surface:1:12: ' run --surface "$folder/long.surface"
done
million '"' >"$folder/bad.scene" && refuses 'bad.scene:1:' run "$folder/bad.scene"
million a >"$folder/bad.scene" && refuses 'bad.scene:1:1: ' run "$folder/bad.scene"
million '\n' >"$folder/bad.scene" && refuses 'surface is missing' run "$folder/bad.scene"
for bytes in 1 100 100000; do
    head -c "$bytes" "$program" >"$folder/bad.scene" && refuses 'is not text' run "$folder/bad.scene"
done
printf 'surface = "a\033[31m\nb";' >"$folder/bad.scene" && refuses 'not text' run "$folder/bad.scene"
refuses 'there is no surface a' run --surface $'a\nb\033[31m'
mkdir -p "$folder/data/surfaces"
SLALOM_DATA="$folder/data" refuses 'there is no surface' run --surface rosenbrock
printf 'title = "B";\nformula = "2x";' >"$folder/data/surfaces/broken.surface"
SLALOM_DATA="$folder/data" refuses 'broken.surface:2:13: ' list surfaces
SLALOM_DATA="$folder/data" refuses 'broken.surface:2:13: ' run --surface broken

# ---- output ----

run --surface bowl --steps 9 -o "$folder/out.csv"
check "-o writes what stdout would" cmp -s "$folder/out.csv" <(run --surface bowl --steps 9)
run --surface bowl --steps 9 -o "$folder/out.json"
check "the ending chooses the format" [ "$(head -c 1 "$folder/out.json")" = '{' ]
run --surface bowl --steps 9 -o "$folder/out.npy"
check "npy begins as NumPy says" [ "$(head -c 6 "$folder/out.npy" | tail -c 5)" = NUMPY ]
cp "$folder/out.csv" "$folder/old.csv"
(ulimit -f 8 && "$program" run --surface bowl --steps 5000 -o "$folder/out.csv") 2>"$folder/err"
check "a full disk is a failure" [ $? -eq 1 ]
check "a full disk says so in one line" eval '[ "$(wc -l <"$folder/err")" = 1 ] && grep -q "cannot write" "$folder/err"'
check "a full disk leaves the old file" cmp -s "$folder/out.csv" "$folder/old.csv"
check "a full disk leaves nothing beside it" [ -z "$(find "$folder" -name '*.csv.*')" ]
for command in "run --surface bowl" "list optimizers" "--help" "run --help" "--version"; do
    # shellcheck disable=SC2086
    "$program" $command >/dev/full 2>"$folder/err"
    check "$command to a full disk fails" [ $? -eq 1 ]
    check "$command to a full disk says so" grep -q 'No space left' "$folder/err"
done
"$program" run --surface bowl --steps 20000 2>"$folder/err" | head -n 1 >"$folder/out"
code=${PIPESTATUS[0]}
check "a closed pipe ends the program with $code" [ "$code" -eq 1 ]
check "a closed pipe ends it quietly" [ ! -s "$folder/err" ]

echo "$checks checks, $failures failures"
[ $failures -eq 0 ]
