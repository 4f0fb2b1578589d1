# Reads cross/targets.txt, for the scripts that source it. After `target mips` the row stands in
# $triple $rustc $drop $qemu $cpu $budget $goal, with an empty string for the table's `-`.
# shellcheck shell=bash disable=SC2034

targets_table=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/targets.txt

target_names() {
    awk '!/^#/ && NF { print $1 }' "$targets_table"
}

target() {
    local row name rest
    row=$(awk -v name="$1" '$1 == name' "$targets_table")
    if [[ -z $row ]]; then
        echo "there is no target '$1'; there are: $(target_names | xargs)" >&2
        return 2
    fi
    read -r name triple rustc drop qemu cpu budget goal rest <<<"$row"
    if [[ -z $goal || -n $rest ]]; then
        echo "$targets_table: the row of $name needs eight columns" >&2
        return 1
    fi
    [[ $rustc != - ]] || rustc=
    [[ $drop != - ]] || drop=
}

# The words that put a binary of the current row on this machine's processor.
emulator() {
    [[ $triple == "$(uname -m)"-* ]] || printf '%s\n' "$qemu" -cpu "$cpu"
}
