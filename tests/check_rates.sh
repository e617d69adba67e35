#!/usr/bin/env bash
# scripts/rates in a copy of what it works on: a rate that is not the sweep's is found and put right, and nothing else.
set -euo pipefail
command -v python3 >/dev/null || exit 77
program=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
. tests/checks.sh

copy=$folder/copy
mkdir -p "$copy/scripts" "$copy/surfaces"
cp scripts/rates "$copy/scripts"
cp surfaces/bowl.surface surfaces/gutter.surface surfaces/reddi.surface "$copy/surfaces"
cp -r "$copy/surfaces" "$folder/right"
rates() { "$copy/scripts/rates" --program "$program" "$@"; }

check "the files are right" rates --check
check "and nothing is said of them" [ ! -s "$folder/out" ]
sed -i 's/gd = 1;/gd = 0.3;/' "$copy/surfaces/bowl.surface"
sed -i '/^tuned/,/^# Not/d' "$copy/surfaces/gutter.surface"
check "rates are changed" [ "$(diff -rq "$copy/surfaces" "$folder/right" | wc -l)" = 2 ]
check "another rate, and rates that are gone, are found" ends 1 rates --check
check "where they are" [ "$(cut -d: -f1 "$folder/out" | paste -sd ' ')" = "surfaces/bowl.surface surfaces/gutter.surface" ]
check "other files are not looked at" rates --check reddi
check "they are put right" rates --write
check "to the letter" diff -r "$copy/surfaces" "$folder/right"
check "twice is once" rates --write
check "with nothing written" [ ! -s "$folder/out" ]
checks_end
