# Reads cross/targets.txt, for the scripts that source it. After `target mips` the row stands in
# $triple $rustc $drop $qemu $cpu $budget $goal $image_platform, with an empty string for the table's `-`.
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
    read -r name triple rustc drop qemu cpu budget goal image_platform rest <<<"$row"
    if [[ -z $image_platform || -n $rest ]]; then
        echo "$targets_table: the row of $name needs nine columns" >&2
        return 1
    fi
    [[ $rustc != - ]] || rustc=
    [[ $drop != - ]] || drop=
    [[ $image_platform != - ]] || image_platform=
}

# The architectures there is a container image for, and the target whose binary is in it.
image_names() {
    awk '!/^#/ && NF && $9 != "-" { sub("/.*", "", $9); print $9 }' "$targets_table"
}

image_target() {
    local found
    found=$(awk -v image="$1" '!/^#/ && NF { sub("/.*", "", $9); if ($9 == image) print $1 }' "$targets_table")
    if [[ -z $found ]]; then
        echo "there is no image for '$1'; there are: $(image_names | xargs)" >&2
        return 2
    fi
    echo "$found"
}

# The words that put a binary of the current row on this machine's processor.
emulator() {
    [[ $triple == "$(uname -m)"-* ]] || printf '%s\n' "$qemu" -cpu "$cpu"
}
