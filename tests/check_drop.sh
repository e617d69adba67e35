#!/usr/bin/env bash
# Files dropped onto the window on a real display, as a file manager drops them (drop_files.c): scenes, surfaces, golden
# trajectories, traces, several at once, names with blanks and letters beyond ASCII; and what cannot be opened, with which
# nothing is lost.
set -euo pipefail
slalom=$1
. tests/display.sh
[ -x "${SLALOM_DROP_FILES:-}" ] || { echo "built without libX11" && exit 77; }
checks=0

# believes WHAT ENTRY...: what the window says it believes; an entry is "name = value" or "name ~ words in the value".
believes() {
    local what=$1 entry name value
    shift
    for entry in "$@"; do
        checks=$((checks + 1))
        name=${entry%% [=~] *}
        value=$(sed -n "s/^$name = //p" "$folder/state")
        case $entry in
        *" = "*) [ "$value" = "${entry#* = }" ] ;;
        *) [[ "$value" == *"${entry#* ~ }"* ]] ;;
        esac || { echo "$what: $name is '$value', not '${entry#* [=~] }'" && exit 1; }
    done
}

# dropped FILE... -- ENTRY...: onto the map of a window on a scene of one run; what it believes then.
dropped() {
    local files=()
    while [ "$1" != -- ]; do files+=("$1") && shift; done
    shift
    window_open "$folder/start.scene" --paused --size 1100x760
    "$SLALOM_DROP_FILES" "$id" 300 300 "${files[@]}"
    window_close
    believes "dropped ${files[*]}" "$@"
}

cat >"$folder/start.scene" <<'END'
surface = "rosenbrock"; steps = 40;
runs = ( { name = "first"; optimizer = "gd"; start = [-0.5, 2.0]; } );
END
cat >"$folder/two.scene" <<'END'
surface = "himmelblau"; steps = 77;
runs = ( { name = "a"; optimizer = "adam"; start = [1.0, 1.0]; }, { name = "b"; optimizer = "gd"; start = [2.0, 1.0]; } );
END
cat >"$folder/bowl.surface" <<'END'
title = "A bowl of one's own"; formula = "x^2 + 3*y^2"; view = { x = [-2.0, 2.0]; y = [-2.0, 2.0]; }; start = [1.0, 1.0];
END
printf 'run,step,x,y\nthere,0,1,1\nthere,1,0.5,0.5\n' >"$folder/there.csv"
"$slalom" run "$folder/two.scene" --format golden -o "$folder/two.golden"
sed 's/himmelblau/nowhere/' "$folder/two.scene" >"$folder/bad.scene"
head -c 300 "$folder/two.golden" >"$folder/half.golden"
strange="$folder/Größe 100% – Ωmega #1?.scene"
cp "$folder/two.scene" "$strange"
untouched=("surface = rosenbrock" "runs = 1" "steps = 40" "traces = 0" "scene.file = $folder/start.scene")

dropped "$folder/two.scene" -- "surface = himmelblau" "runs = 2" "steps = 77" "scene.file = $folder/two.scene" \
    "window.toast ~ Opened two.scene"
dropped "$folder/bowl.surface" -- "surface.title = A bowl of one's own" "runs = 1" "steps = 40"
dropped "$folder/two.golden" -- "surface = himmelblau" "runs = 2" "steps = 77"
dropped "$folder/there.csv" -- "surface = rosenbrock" "runs = 1" "traces = 1" "traces.file = there.csv"
dropped "$strange" -- "surface = himmelblau" "scene.file = $strange" "window.toast ~ Opened ${strange##*/}"
# In whatever order they come: traces lie over the scene.
dropped "$folder/there.csv" "$folder/two.scene" -- "surface = himmelblau" "traces = 1"
dropped "$folder/two.scene" "$folder/there.csv" -- "surface = himmelblau" "traces = 1"
# What went wrong is not hidden behind what went well.
dropped "$folder/bad.scene" "$folder/there.csv" -- "surface = rosenbrock" "traces = 1" "window.toast ~ Not opened: bad.scene:1:"
dropped "$folder/bad.scene" -- "${untouched[@]}" "window.toast ~ Not opened: bad.scene:1:"
dropped "$folder/half.golden" -- "${untouched[@]}" "window.toast ~ Not opened: half.golden:"
dropped "$folder/missing.scene" -- "${untouched[@]}" "window.toast ~ Not opened: missing.scene"
dropped tests/check_drop.sh -- "${untouched[@]}" "window.toast ~ check_drop.sh ends neither in .scene"
dropped "$folder" -- "${untouched[@]}" "window.toast ~ Not opened"

# A drop is one step of undo; the title tells when it has happened.
window_open "$folder/start.scene" --paused --size 1100x760
"$SLALOM_DROP_FILES" "$id" 300 300 "$folder/two.scene"
timeout 60 xdotool search --sync --name Himmelblau windowfocus --sync "$id" key ctrl+z search --sync --name Rosenbrock >"$folder/titles"
window_close
believes "a drop undone" "${untouched[@]:0:4}"
echo "$checks checks of what was dropped"
