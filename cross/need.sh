# Installs what a script needs and the machine lacks, for the scripts that source it: `need PACKAGE...` with Debian's
# package names. It says the apt line it runs; where it may not run it, it says the line and gives up.
# shellcheck shell=bash

need_workspace=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

need() {
    local package missing=()
    for package; do
        provided "$package" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    # --no-remove: rustc-web takes the place of Debian's older rustc, and that choice is the machine's owner's.
    local line="apt-get install -y --no-install-recommends --no-remove ${missing[*]}"
    if ! command -v apt-get >/dev/null; then
        echo "missing here: ${missing[*]} (Debian's names); this machine has no apt-get, install them by hand" >&2
        return 1
    fi
    local as_root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null || { [[ ! -t 0 ]] && ! sudo -n true 2>/dev/null; }; then
            printf 'missing here: %s; run this as root, then try again:\n  apt-get update && %s\n' "${missing[*]}" "$line" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "+ apt-get update && $line" >&2
    # `|| return` throughout: bash forgets `set -e` in a function that is called from a condition.
    "${as_root[@]}" apt-get update -qq >&2 || return
    # shellcheck disable=SC2086 # the line is what we just showed, word for word
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $line -qq </dev/null >&2 || return
    for package in "${missing[@]}"; do
        if ! provided "$package"; then
            echo "apt installed $package, but it still does not bring what this script needs" >&2
            return 1
        fi
    done
}

# Is what the package brings already here, from wherever? Packages not named below bring a command of their own name.
provided() {
    case $1 in
        binutils)         [[ -x $(command -v readelf) ]] ;;
        ca-certificates)  [[ -s /etc/ssl/certs/ca-certificates.crt || -s /etc/pki/tls/certs/ca-bundle.crt ]] ;;
        cargo-web)        recent_enough /usr/bin/cargo ;;
        chromium-driver)  [[ -x $(command -v chromedriver) ]] ;;
        freeradius)       [[ -x /usr/sbin/freeradius || -x $(command -v radiusd) ]] ;;
        freeradius-utils) [[ -x $(command -v radclient) ]] ;;
        iproute2)         [[ -x $(command -v ip) ]] ;;
        nftables)         [[ -x $(command -v nft) ]] ;;
        libc6-dev)        [[ -e /usr/include/stdio.h ]] ;;
        llvm)             [[ -x $(command -v llvm-objcopy) ]] ;;
        postgresql)       compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || [[ -x $(command -v initdb) ]] ;;
        python3-venv)     /usr/bin/python3 -c 'import ensurepip' 2>/dev/null ;;
        qemu-user-static) [[ -x $(command -v qemu-mips-static) ]] ;;
        rust-web-clippy)  [[ -x /usr/bin/cargo-clippy ]] ;;
        rust-web-src)     [[ $(readlink -f /usr/lib/rustlib/src/rust) == */rustc-"$(version_of /usr/bin/rustc)" ]] ;;
        rustc-web)        recent_enough /usr/bin/rustc ;;
        rustfmt-web)      [[ -x /usr/bin/cargo-fmt ]] ;;
        *)                [[ -x $(command -v "$1") ]] ;;
    esac
}

# Puts a cargo new enough for the workspace on the PATH: the one at hand, rustup's own folder, or Debian's.
need_cargo() {
    local rustup_folder=${CARGO_HOME:-${HOME:-}/.cargo}/bin
    if ! command -v cargo >/dev/null && [[ -x $rustup_folder/cargo ]]; then
        PATH=$rustup_folder:$PATH
    fi
    need gcc libc6-dev || return
    if ! command -v cargo >/dev/null; then
        need rustc-web cargo-web ca-certificates || return
        export RUSTC=/usr/bin/rustc
    fi
    if ! recent_enough cargo; then
        echo "$(command -v cargo) is $(version_of cargo), the workspace needs $(rust_version): 'rustup update', or on Debian 'apt-get install rustc-web cargo-web'" >&2
        return 1
    fi
}

recent_enough() {
    local version
    version=$(version_of "$1") && [[ -n $version ]] && printf '%s\n' "$(rust_version)" "$version" | sort -CV
}

version_of() {
    "$1" --version 2>/dev/null | awk '{ print $2 }'
}

rust_version() {
    sed -n 's/^rust-version = "\(.*\)"/\1/p' "$need_workspace/Cargo.toml"
}
