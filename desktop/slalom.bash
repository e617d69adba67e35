# Completion of slalom's commands, options and names in bash. It asks the program itself, so it cannot fall behind.
_slalom() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words= i
    case $before in
    --surface | -s) words=$(slalom list surfaces 2>/dev/null | awk '/^[a-z]/ { print $1 }') ;;
    --optimizer) words=$(slalom list optimizers 2>/dev/null | awk '/^[a-z]/ { print $1 }') ;;
    --schedule) words=$(slalom list schedules 2>/dev/null | awk '/^[a-z]/ { print $1 }') ;;
    --theme) words="dark light contrast" ;;
    list) [ "$COMP_CWORD" = 2 ] && words=$(slalom list --help | awk '/^  [a-z]/ { print $1 }') ;;
    *)
        if [[ $word == -* ]]; then
            words=$({
                slalom "$command" --help
                for ((i = 2; i < COMP_CWORD; i++)); do # what an optimizer or schedule named before has besides
                    case ${COMP_WORDS[i - 1]} in --optimizer | --schedule) slalom help "${COMP_WORDS[i]}" ;; esac
                done
            } 2>/dev/null | grep -oE '^ +(-[a-z], )?--[a-z0-9_-]+' | grep -oE -e '--.*')
        elif [ "$COMP_CWORD" = 1 ] || [ "$command" = help ]; then
            words=$(slalom --help | awk '/^  [a-z]/ { print $1 }')
        fi
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _slalom slalom
