# Shared by ./run and ./test: finds what is presumed, names what is missing with its cure, installs the rest in .venv.
# Read by bash with `here` set to the root of the project.

# Compiled modules are kept: a run of tests starts hundreds of processes, and each would compile a thousand anew.
unset PYTHONDONTWRITEBYTECODE

say() { printf '\n== %s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

# The first Python that is new enough.
find_python() {
  for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  fail "Python 3.11 or newer is missing. On Debian or Ubuntu: apt-get install python3 python3-venv"
}

digest() { cat "$@" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d' ' -f1; }

# prepare_environment LOCK: .venv with exactly what the lock names. The stamp is written last, so a stop in the
# middle is mended by the next start. The development lock holds all of the other one, so it satisfies both.
prepare_environment() {
  local lock="$here/$1" venv="$here/.venv" python wanted
  wanted=$(digest "$lock")
  if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' 2>/dev/null; then
    if grep -qx "$1 $wanted" "$venv/stamp" 2>/dev/null; then return; fi
    if [ "$1" = requirements.lock ] && grep -qx "of $wanted" "$venv/stamp" 2>/dev/null; then return; fi
  else
    rm -rf "$venv"
  fi
  python=$(find_python)
  say "environment: $1"
  rm -f "$venv/stamp"
  if command -v uv >/dev/null 2>&1; then
    [ -x "$venv/bin/python" ] || uv venv --quiet --python "$(command -v "$python")" "$venv"
    uv pip install --quiet --python "$venv/bin/python" --no-deps --require-hashes -r "$lock"
  else
    if [ ! -x "$venv/bin/python" ]; then
      "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "Python's venv is missing. On Debian or Ubuntu: apt-get install python3-venv"
      "$python" -m venv "$venv"
    fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$lock"
  fi
  # The source is used in place, named from where the packages lie: no letter of the path can go wrong.
  "$venv/bin/python" - "$here/src" <<'PYTHON'
import os, pathlib, sys, sysconfig
packages = pathlib.Path(sysconfig.get_path("purelib"))
(packages / "prilavok-in-place.pth").write_text(os.path.relpath(sys.argv[1], packages) + "\n")
PYTHON
  printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m prilavok.doors.cli "$@"\n' >"$venv/bin/prilavok"
  chmod +x "$venv/bin/prilavok"
  printf '%s %s\nof %s\n' "$1" "$wanted" "$(digest "$here/requirements.lock")" >"$venv/stamp"
}

# The islands: TypeScript built into static files, again only when a source has changed.
prepare_islands() {
  [ -f "$here/web/package.json" ] || { say "islands: web/package.json is absent, pages come without them"; return; }
  command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 ||
    fail "Node 20 with npm is missing. On Debian or Ubuntu: apt-get install nodejs npm"
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' ||
    fail "Node 20.19 or newer is needed, this is $(node --version). See https://nodejs.org/en/download"
  local wanted stamp="$here/web/node_modules/.built"
  wanted=$(cd "$here/web" && find . -type f ! -path './node_modules/*' ! -path './dist/*' -print0 | LC_ALL=C sort -z |
    xargs -0 cat | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d' ' -f1)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && [ -d "$here/src/prilavok/static/dist" ]; then return; fi
  say "islands: npm ci and build"
  (cd "$here/web" && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build)
  printf '%s\n' "$wanted" >"$stamp"
}

# Clients written by others, which the tests set upon the house: never part of what runs.
prepare_counterparts() {
  local folder="$here/tests/counterparts" wanted stamp
  stamp="$folder/python_modules/.installed"
  wanted=$(digest "$folder/python.lock")
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "counterparts: python"
    rm -rf "$folder/python_modules"
    if command -v uv >/dev/null 2>&1; then
      uv pip install --quiet --python "$here/.venv/bin/python" --target "$folder/python_modules" --no-deps \
        --require-hashes -r "$folder/python.lock"
    else
      "$here/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --target "$folder/python_modules" \
        --no-deps --require-hashes -r "$folder/python.lock"
    fi
    printf '%s\n' "$wanted" >"$stamp"
  fi
  stamp="$folder/node_modules/.installed"
  wanted=$(digest "$folder/package-lock.json")
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  say "counterparts: npm install"
  # Not `npm ci`, which refuses a lock where a registry lacks builds of an optional part for other systems. What the
  # lock names is installed by its hashes all the same, and the lock is left alone.
  (cd "$folder" && npm install --no-save --no-audit --no-fund --loglevel=error)
  printf '%s\n' "$wanted" >"$stamp"
}

prepare_messages() { "$here/.venv/bin/python" -m prilavok.doors.cli messages; }

# The browser of the browser tests: named in PRILAVOK_CHROMIUM, or Debian's.
left_out=""
find_browser() {
  for candidate in "${PRILAVOK_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    PRILAVOK_CHROMIUM=$(command -v "$candidate")
    export PRILAVOK_CHROMIUM
    return
  done
  [ "${CI:-}" = true ] && fail "No chromium was found, and under CI the browser tests may not be left out."
  left_out="the browser tests (no chromium: on Debian or Ubuntu, apt-get install chromium)"
  words+=(-m "not browser")
}

tell_left_out() {
  if [ -n "$left_out" ]; then say "LEFT OUT: $left_out"; fi
}
