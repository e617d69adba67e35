# What shell tests of trainings share: sourced by them. They set `folder`, a folder of their own, before the first check, and
# end with checks_end.
checks=0 failures=0

# check WHAT COMMAND...: the command must succeed; what it said stands in $folder/out and $folder/err.
check() {
    local what=$1
    shift
    checks=$((checks + 1))
    local status=0
    "$@" >"$folder/new.out" 2>"$folder/new.err" || status=1
    mv "$folder/new.out" "$folder/out" && mv "$folder/new.err" "$folder/err" # a check may look at the last one's
    [ $status = 0 ] && return
    failures=$((failures + 1))
    echo "FAILED: $what: $*"
    head -n 8 "$folder/out" "$folder/err"
}

# ends STATUS COMMAND...: with that exit code.
ends() {
    local wanted=$1 status=0
    shift
    "$@" || status=$?
    [ "$status" = "$wanted" ]
}

# says TEXT COMMAND...: exit code 2, and the text on stderr alone.
says() {
    local text=$1
    shift
    ends 2 "$@" >"$folder/o" 2>"$folder/e"
    local status=$?
    cat "$folder/e"
    [ $status = 0 ] && [ ! -s "$folder/o" ] && grep -qF -- "$text" "$folder/e"
}

checks_end() {
    echo "$checks checks, $failures failures"
    [ $failures = 0 ]
}
