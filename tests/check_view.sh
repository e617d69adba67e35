#!/usr/bin/env bash
# The window from outside: scripts and pictures without a display, exit codes, states that repeat.
set -euo pipefail
slalom=$1
"$slalom" help view >/dev/null 2>&1 || { echo "built without a screen" && exit 0; }
export SDL_VIDEODRIVER=dummy
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# expect CODE WORDS COMMAND...: the command ends with CODE and says WORDS on stderr, in one line.
expect() {
    local code=0 wanted=$1 words=$2
    shift 2
    "$@" >"$folder/out" 2>"$folder/err" || code=$?
    [ "$code" = "$wanted" ] || { echo "$* ended with $code, not $wanted" && cat "$folder/err" && exit 1; }
    [ -z "$words" ] && return
    grep -qF -- "$words" "$folder/err" || { echo "$* said:" && cat "$folder/err" && exit 1; }
    [ "$(wc -l <"$folder/err")" = 1 ] || { echo "$* said more than a line:" && cat "$folder/err" && exit 1; }
}

printf 'key End\nexpect step == 500\n' >"$folder/good.script"
printf 'expect step == 500\n' >"$folder/wrong.script"
printf 'wait 1\nclik 1 2\n' >"$folder/bad.script"
expect 0 "" "$slalom" --script "$folder/good.script"
expect 1 "wrong.script:1:1: expected step == 500" "$slalom" view --script "$folder/wrong.script"
expect 2 "bad.script:2:1: unknown action: clik" "$slalom" view --script "$folder/bad.script"
expect 2 "No such file" "$slalom" view --script "$folder/missing.script"
expect 2 "no display" "$slalom"
expect 2 "no display" env -u SDL_VIDEODRIVER -u DISPLAY -u WAYLAND_DISPLAY "$slalom"
expect 2 "--theme: there is no blue" "$slalom" --theme blue

# Files opened in one session are offered in the next, as long as they are there.
cp assets/scenes/valley.scene "$folder/mine.scene"
printf 'drop %s\nexpect window.toast == "Opened mine.scene. Ctrl+Z goes back."\n' "$folder/mine.scene" >"$folder/open.script"
printf 'expect runs == 1\nclick @surface\ntext "recent: mine"\nwait 2\nexpect tip == %s\nkey Enter\nwait 2\nexpect scene.file == %s\nexpect runs == 5\n' \
    "$folder/mine.scene" "$folder/mine.scene" >"$folder/offered.script"
# A bound of the last few steps is no use among five hundred: only its legend would be seen. From near by it is.
printf 'key End\nexpect plot.left.bound.run == 0\nwheel @plot.left+180,0 12\nwheel @plot.left -40 shift\nwait 2\nexpect plot.left.bound.run == 1\n' >"$folder/bound.script"
expect 0 "" "$slalom" view --surface rosenbrock --optimizer momentum --lr 0.002 --paused --script "$folder/bound.script"
printf 'click @surface\ntext "recent"\nwait 2\nexpect tip == ""\n' >"$folder/gone.script"
one=(view --surface bowl --optimizer gd --settings "$folder/recent/settings")
expect 0 "" "$slalom" "${one[@]}" --script "$folder/open.script"
expect 0 "" "$slalom" "${one[@]}" --script "$folder/offered.script"
rm "$folder/mine.scene"
expect 0 "" "$slalom" "${one[@]}" --script "$folder/gone.script"

# Settings: a script leaves the user's alone, and those it is told of are remembered from session to session; what
# is not understood is told of and not touched.
export XDG_CONFIG_HOME=$folder/config
printf 'key T\nkey Ctrl+Plus\nkey Escape\nkey I\n' >"$folder/looks.script"
expect 0 "" "$slalom" --script "$folder/looks.script"
[ ! -e "$folder/config" ]
expect 0 "" "$slalom" --script "$folder/looks.script" --settings "$folder/new/settings"
printf 'expect window.theme == light\nexpect window.scale == 1.25\nexpect show.iso_lines == no\n' >"$folder/again.script"
expect 0 "" "$slalom" --script "$folder/again.script" --settings "$folder/new/settings"
cp "$folder/new/settings" "$folder/before"
expect 1 "" "$slalom" --script "$folder/again.script" --settings "$folder/new/settings" --theme dark
cmp "$folder/before" "$folder/new/settings"
printf 'theme = "from a later version";\n' >"$folder/later"
expect 0 "later:1:1: theme: \"from a later version\" is not known" \
    "$slalom" --script "$folder/looks.script" --settings "$folder/later"
[ "$(cat "$folder/later")" = 'theme = "from a later version";' ]

# The same script leaves the same state, whatever the size of the machine.
for i in 1 2; do "$slalom" --script "$folder/good.script" --dump-state >"$folder/state$i"; done
cmp "$folder/state1" "$folder/state2"
grep -qx "step = 500" "$folder/state1"

# Pictures: the same bytes each time; both kinds; what is wrong is told.
for i in 1 2; do "$slalom" render -o "$folder/$i.png" --step 212 --size 1280x720; done
cmp "$folder/1.png" "$folder/2.png"
"$slalom" render --map --surface himmelblau --optimizer adam --theme light --scale 2 -o "$folder/map.png"
[ "$(head -c 4 "$folder/map.png" | tail -c 3)" = PNG ]
expect 2 "no output file" "$slalom" render
expect 2 "has to end in .png" "$slalom" render -o "$folder/x.jpeg"
expect 1 "cannot write" "$slalom" render -o "$folder/missing/x.png"
expect 2 "the scene has 500 steps" "$slalom" render -o "$folder/x.png" --step 501
expect 2 "--size" "$slalom" render -o "$folder/x.png" --size 0x10
expect 2 "did you mean convexity?" "$slalom" render -o "$folder/x.png" --overlay convexty
expect 2 "born from data" "$slalom" render -o "$folder/x.png" --overlay cloud
expect 2 "flat map" "$slalom" render -o "$folder/x.png" --3d --overlay steps
# libcairo 1.16 forgets a path itself for every translucent line in an SVG; our own leaks are looked for in all other commands.
ASAN_OPTIONS=detect_leaks=0 "$slalom" render --map --surface linear-regression -o "$folder/cloud.svg" --step 5 --overlay cloud --overlay gradient
expect 2 "--expand" "$slalom" render -o "$folder/x.png" --expand 9
[ ! -e "$folder/x.png" ]

# Moving pictures: as many frames as asked for, of the size asked for; the same pixels each time; what is wrong is told, and
# no half file is left.
film=(render --map --surface himmelblau --optimizer adam --size 321x241)
mkdir "$folder/film"
if command -v ffmpeg >/dev/null; then
    for ending in gif mp4 webm; do "$slalom" "${film[@]}" --seconds 0.4 --rate 20 -o "$folder/film/a.$ending"; done
    pixels() { ffmpeg -v error -i "$1" -f rawvideo -pix_fmt rgb24 -; }
    for shape in gif:321:241 mp4:322:242 webm:322:242; do
        IFS=: read -r ending w h <<<"$shape"
        bytes=$(pixels "$folder/film/a.$ending" | wc -c)
        [ "$bytes" = $((8 * w * h * 3)) ] || { echo "$ending: $bytes bytes of pixels" && exit 1; }
    done
    # The first picture is the scene at step 0, the last the one at its end.
    for step in 0 500; do
        "$slalom" "${film[@]}" --step $step -o "$folder/film/$step.png"
        ffmpeg -v error -i "$folder/film/$step.png" -f rawvideo -pix_fmt rgb24 - >"$folder/film/$step.rgb"
    done
    pixels "$folder/film/a.gif" >"$folder/film/all.rgb"
    far() { cmp -l "$1" "$2" | awk 'function o(v) { return int(v / 100) * 64 + int(v % 100 / 10) * 8 + v % 10 }
        { d = o($2) - o($3); if (d < 0) d = -d; n += d > 48 } END { print n + 0 }'; }
    [ "$(far <(head -c $((321 * 241 * 3)) "$folder/film/all.rgb") "$folder/film/0.rgb")" -lt 500 ]
    [ "$(far <(tail -c $((321 * 241 * 3)) "$folder/film/all.rgb") "$folder/film/500.rgb")" -lt 500 ]
    [ "$(far "$folder/film/0.rgb" "$folder/film/500.rgb")" -gt 2000 ]
fi
rm -rf "$folder"/film/*
printf '#!/bin/sh\nhead -c 1000 >/dev/null\necho "[out#0] no room left" >&2\nexit 1\n' >"$folder/ffmpeg"
chmod +x "$folder/ffmpeg"
expect 1 "ffmpeg: no room left" env PATH="$folder:$PATH" "$slalom" "${film[@]}" -o "$folder/film/x.mp4"
real=$(realpath "$slalom")
expect 1 "not installed" env PATH="$folder/missing" "$real" "${film[@]}" -o "$folder/film/x.gif"
expect 1 "cannot write" "$slalom" "${film[@]}" -o "$folder/missing/x.webm"
expect 2 "--seconds is for moving pictures" "$slalom" "${film[@]}" --seconds 3 -o "$folder/film/x.png"
[ -z "$(ls "$folder/film")" ]

# Scene files: saved by Ctrl+S under a name of its own, then under that; dropped ones open as one step of undo.
slalom=$(realpath "$slalom")
mkdir "$folder/desk"
printf 'title = "Two bowls";\nsurface = "himmelblau";\nsteps = 40;\nruns = ( { optimizer = "adam"; lr = 0.1; } );\n' \
    >"$folder/desk/own.scene"
cp "$folder/desk/own.scene" "$folder/own.before"
printf 'surface = "himmelblau";\nsteps = ;\n' >"$folder/desk/broken.scene"
printf 'formula = "x^2 + 3*y^2";\n' >"$folder/desk/bowl.surface"
printf 'run,step,x,y\na,0,1,1\na,1,0,1\nb,0,2,2\n' >"$folder/desk/other.csv"
printf 'x,y\n1,z\n' >"$folder/desk/broken.csv"
cp tests/golden/wrappers.golden "$folder/desk/six.golden"
"$slalom" render --trace "$folder/desk/other.csv" --size 640x400 --map -o "$folder/trace.png"
"$slalom" render --size 640x400 --map -o "$folder/none.png"
if cmp -s "$folder/trace.png" "$folder/none.png"; then echo "a trace does not show" && exit 1; fi
expect 2 "broken.csv:2:3: y: \"z\" is not a number" "$slalom" render --trace "$folder/desk/broken.csv" -o "$folder/x.png"
cat >"$folder/desk/files.script" <<'SCRIPT'
keep runs runs
keep loss run.1.final.loss
expect scene.file == ""
drop own.scene
expect scene.file == own.scene
expect scene.title == "Two bowls"
expect window.toast == "Opened own.scene. Ctrl+Z goes back."
expect surface == himmelblau
expect steps == 40
expect runs == 1
expect step == 0
# Undone to the scene before: that one must not be saved over the file of the other.
key Ctrl+Z
expect surface == rosenbrock
expect steps == 500
expect runs == $runs
expect run.1.final.loss == $loss
expect scene.file == ""
key Ctrl+S
expect window.toast == "Scene saved: DESK/slalom-1.scene"
expect scene.file == DESK/slalom-1.scene
key Ctrl+S
expect scene.file == DESK/slalom-1.scene
# What cannot be read changes nothing.
drop broken.scene
expect window.toast == "Not opened: broken.scene:2:9: a value is missing in front of ;"
drop missing.scene
drop notes.txt
expect window.toast == "Not opened: notes.txt ends neither in .scene, .surface, .golden nor .csv"
expect surface == rosenbrock
expect run.1.final.loss == $loss
drop bowl.surface
expect surface == bowl
# Traces lie over the scene, which stays what it is; their label takes them away.
drop other.csv
expect window.toast == "Opened other.csv: 2 paths over this scene"
expect traces == 2
expect surface == bowl
drop broken.csv
expect window.toast == "Not opened: broken.csv:2:3: y: \"z\" is not a number"
expect traces == 2
wait 1
click @traces.close
expect traces == 0
drop six.golden
expect surface == six-hump-camel
key Ctrl+Z
expect surface == bowl
expect runs == $runs
key Ctrl+Z
expect surface == rosenbrock
drop slalom-1.scene
expect run.1.final.loss == $loss
expect runs == $runs
# With the pointer holding a run that the new scene does not have.
move @start.2
down
drop own.scene
move 700 500
up
expect runs == 1
SCRIPT
sed -i "s|DESK|$(cd "$folder/desk" && pwd)|" "$folder/desk/files.script"
(cd "$folder/desk" && "$slalom" --script files.script)
cmp "$folder/desk/own.scene" "$folder/own.before"
[ "$(cd "$folder/desk" && ls ./*.scene | tr '\n' ' ')" = "./broken.scene ./own.scene ./slalom-1.scene " ]

# Save and share: every row of the card leaves what it says; the next of a kind gets the next number; a recording holds as
# many pictures as it counted, all of the window, and stops by itself at the end.
mkdir "$folder/shared"
cat >"$folder/shared/share.script" <<'SCRIPT'
key X
expect window.exports == yes
click @exports.figure_svg
expect window.exports == no
expect window.toast == "Figure saved: DESK/slalom-1.svg"
key X
click @exports.figure_pdf
key X
click @exports.figure_png
key P
expect window.toast == "Picture saved: DESK/slalom-2.png"
click @export
key Esc
expect window.exports == no
click @export
click @exports.csv
expect window.toast == "Every step of every run saved: DESK/slalom-1.csv"
click @export
click @exports.scene
expect scene.file == DESK/slalom-1.scene
key Ctrl+Shift+C
expect window.toast == "Copied: the command line that computes this scene again"
SCRIPT
sed -i "s|DESK|$(cd "$folder/shared" && pwd)|" "$folder/shared/share.script"
(cd "$folder/shared" && "$slalom" --script share.script --size 1280x720)
[ "$(head -c 4 "$folder/shared/slalom-1.pdf")" = %PDF ]
grep -q '</svg>' "$folder/shared/slalom-1.svg"
size() { head -c 24 "$1" | tail -c 8 | od -An -tu1 | awk '{ print $3 * 256 + $4 "x" $7 * 256 + $8 }'; }
[ "$(size "$folder/shared/slalom-2.png")" = 1280x720 ]
[ "$(size "$folder/shared/slalom-1.png")" != 1280x720 ] # the map alone
"$slalom" run "$folder/shared/slalom-1.scene" | cmp - "$folder/shared/slalom-1.csv"
if command -v ffmpeg >/dev/null; then
    cat >"$folder/shared/record.script" <<'SCRIPT'
key R
expect recording.file == DESK/slalom-1.mp4
expect playing == yes
wait 9
keep pictures recording.pictures
expect recording.pictures > 9
key R
expect recording.file == ""
expect window.toast == "Recording saved: DESK/slalom-1.mp4"
key X
click @exports.record_gif
wait 3
click @recording.discard
expect window.toast == "Recording discarded"
# A frame is a 25th of a second there, whatever the machine: 2.4 steps of 60 a second.
key Home
key X
keep before playhead
click @exports.record_gif
wait 5
expect recording.pictures >= 5
resize 1100 720
wait 2
expect recording.file == ""
key 4
key R
wait 60
expect recording.file == ""
expect step == 500
expect window.toast == "Recording saved: DESK/slalom-2.mp4"
SCRIPT
    sed -i "s|DESK|$(cd "$folder/shared" && pwd)|" "$folder/shared/record.script"
    (cd "$folder/shared" && "$slalom" --script record.script --size 1280x720)
    [ "$(cd "$folder/shared" && ls ./*.gif ./*.mp4 | tr '\n' ' ')" = "./slalom-1.gif ./slalom-1.mp4 ./slalom-2.mp4 " ]
    bytes=$(pixels "$folder/shared/slalom-1.mp4" | wc -c)
    [ $((bytes % (1280 * 720 * 3))) = 0 ] && [ $((bytes / (1280 * 720 * 3))) -ge 10 ]
fi

# Saved over the file that was opened; a folder that cannot be written to is told.
printf 'expect scene.file == own.scene\nkey End\nclick @add\nkey Ctrl+S\nexpect window.toast == "Scene saved: own.scene"\n' \
    >"$folder/desk/save.script"
(cd "$folder/desk" && "$slalom" own.scene --script save.script)
grep -q 'Two bowls' "$folder/desk/own.scene"
"$slalom" run "$folder/desk/own.scene" >/dev/null
