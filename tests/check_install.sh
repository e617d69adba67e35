#!/usr/bin/env bash
# An installed copy works from wherever it is moved to, called from anywhere, and brings its data and licences along.
set -euo pipefail
build=$(dirname "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

DESTDIR=$folder/stage cmake --install "$build" --prefix /opt/slalom >"$folder/log" || { cat "$folder/log" && exit 1; }
mkdir "$folder/moved here"
mv "$folder/stage/opt/slalom" "$folder/moved here/slalom"
cd "$folder/moved here/slalom"

for file in share/doc/slalom/{README.md,LICENSE,docs/slalom-dark.png} share/slalom/assets/fonts/{Inter,JetBrainsMono}-OFL.txt; do
    [ -s "$file" ] || { echo "not installed: $file" && exit 1; }
done

# The manual explains every command the program has; completion offers what the program knows.
manual=share/man/man1/slalom.1
for command in $(bin/slalom --help | awk '/^  [a-z]/ { print $1 }'); do
    grep -q "^\.BR $command " "$manual" || { echo "not in the manual: $command" && exit 1; }
done
complete_words() {
    PATH=$PWD/bin:$PATH bash -c 'source share/bash-completion/completions/slalom
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _slalom; printf "%s\n" "${COMPREPLY[@]}"' completion "$@"
}
[ "$(complete_words slalom ver)" = verify ]
[ "$(complete_words slalom run --surface himm)" = himmelblau ]
[ "$(complete_words slalom run --optimizer adamw)" = adamw ]
[ "$(complete_words slalom run --outp)" = --output ]
[ "$(complete_words slalom run --optimizer adam --amsg)" = --amsgrad ]
[ "$(complete_words slalom run --schedule one_c)" = one_cycle ]
[ "$(complete_words slalom list clip)" = clippings ]
if [ "${SLALOM_SCREEN:-1}" = 1 ]; then
    desktop=share/applications/org.slalom.Slalom.desktop
    icon=share/icons/hicolor/scalable/apps/$(sed -n 's/^Icon=//p' "$desktop").svg
    [ -s "$icon" ] || { echo "no icon: $icon" && exit 1; }
    grep -q "$(basename "$desktop")</launchable>" share/metainfo/org.slalom.Slalom.metainfo.xml
    ! command -v appstreamcli >/dev/null || appstreamcli validate --no-net share/metainfo/*.xml >"$folder/log" ||
        { cat "$folder/log" && exit 1; }
fi

# Nothing here may know of the source tree.
slalom() { (cd / && env -i PATH=/usr/bin:/bin HOME="$folder" "$folder/moved here/slalom/bin/slalom" "$@"); }
here=$(slalom list surfaces)
there=$("$1" list surfaces)
[ -n "$here" ] && [ "$here" = "$there" ] || { echo "lists other surfaces: $here" && exit 1; }
slalom run --surface rosenbrock --optimizer adam --steps 10 -o "$folder/run.csv"
[ "$(wc -l <"$folder/run.csv")" -eq 12 ] || { cat "$folder/run.csv" && exit 1; }
for scene in "$PWD"/share/slalom/assets/scenes/*.scene; do slalom run "$scene" -o "$folder/scene.csv"; done
if [ "${SLALOM_SCREEN:-1}" = 1 ]; then
    slalom render --surface rosenbrock --optimizer adam -o "$folder/picture.png"
    [ "$(stat -c %s "$folder/picture.png")" -gt 10000 ] || { echo "the picture is empty" && exit 1; }
fi
