#!/usr/bin/env bash
# Builds llama-server into Hangil's cache, once: prebuilt libraries from one pinned npm package, the server's own
# sources, of the same llama.cpp, from another. Progress goes to stderr; the last line of stdout is the binary's path.
#
#   HANGIL_CACHE       where built things are kept; default ${XDG_CACHE_HOME:-~/.cache}/hangil
#   HANGIL_BUILD_JOBS  compilers at once, default 2
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lock_file=$here/engine.lock
cache=${HANGIL_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME or HANGIL_CACHE must be set}/.cache}/hangil}
jobs=${HANGIL_BUILD_JOBS:-2}

say() { printf 'engine: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

case ${1:-} in
    '') ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) die "unknown argument '$1'; build.sh takes none but --help" ;;
esac

version=$(awk '$1 == "version" { print $2 }' "$lock_file")
target=$cache/engine-$version
binary=$target/llama-server

if [ -x "$binary" ]; then
    printf '%s\n' "$binary"
    exit 0
fi

[ "$(uname -s)" = Linux ] || die "only Linux is built for; elsewhere install llama.cpp yourself and set HANGIL_ENGINE_PATH"
machine=$(uname -m)
grep -q "^package $machine " "$lock_file" || die "no prebuilt libraries are pinned for $machine; set HANGIL_ENGINE_PATH to a llama-server"

missing=()
command -v g++ > /dev/null || missing+=("g++ (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++)")
command -v git > /dev/null || missing+=("git (apt-get install git; dnf install git)")
command -v npm > /dev/null || missing+=("npm (apt-get install npm; dnf install npm)")
command -v flock > /dev/null || missing+=("flock (apt-get install util-linux; dnf install util-linux)")
if [ ${#missing[@]} -gt 0 ]; then
    say "cannot build llama-server, missing:"
    printf 'engine:   %s\n' "${missing[@]}" >&2
    die "or set HANGIL_ENGINE_PATH to a llama-server that is already installed"
fi

mkdir -p "$cache"
exec 9> "$cache/.engine-$version.lock"
if ! flock -n 9; then
    say "another process is building the engine, waiting for it"
    flock 9
fi
if [ -x "$binary" ]; then
    printf '%s\n' "$binary"
    exit 0
fi

# Whoever holds the lock owns every unfinished build: what lies here was left by one that was killed.
rm -rf "$cache/.engine-$version."*.part
work=$(mktemp -d "$cache/.engine-$version.XXXXXX")
mv "$work" "$work.part"
work=$work.part
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
started=$SECONDS

# Prints the path of the tarball of the package pinned as $1, once its bytes are what the lock says.
fetch() {
    local name pinned integrity expected actual tarball
    read -r name pinned integrity < <(awk -v what="$1" '$1 == "package" && $2 == what { print $3, $4, $5 }' "$lock_file")
    say "fetching $name $pinned"
    mkdir -p "$work/$1"
    (cd "$work/$1" && npm pack --silent --ignore-scripts "$name@$pinned" > /dev/null) \
        || die "npm could not fetch $name $pinned; is a package registry in reach?"
    tarball=$(echo "$work/$1"/*.tgz)
    expected=$(printf '%s' "${integrity#sha512-}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
    actual=$(sha512sum "$tarball" | cut -d ' ' -f 1)
    [ "$expected" = "$actual" ] || die "$name $pinned is not what engine.lock pins (sha512 $actual); refusing to use it"
    printf '%s\n' "$tarball"
}

sources=$(fetch sources)
libraries=$(fetch "$machine")

say "unpacking"
tar -xzf "$sources" -C "$work/sources"
tar -xzf "$libraries" -C "$work/$machine"
git clone --quiet --config advice.detachedHead=false "$work/sources/package/llama/gitRelease.bundle" "$work/llama.cpp"

git -C "$work/llama.cpp" apply "$here/client-left.patch" || die "client-left.patch does not fit the pinned sources"

out=$work/out
mkdir "$out" "$work/obj" "$work/gen"
cp "$work/$machine"/package/bins/*/lib*.so "$out/"
cp "$work/llama.cpp/LICENSE" "$out/LICENSE.llama.cpp"
cp "$work/$machine/package/LICENSE" "$out/LICENSE.node-llama-cpp"

# llama-server wants a web page to embed; it gets none.
g++ -O0 -std=c++17 -o "$work/embed" "$work/llama.cpp/tools/ui/embed.cpp"
"$work/embed" "$work/gen/ui.cpp" "$work/gen/ui.h" > /dev/null 2>&1

# The definitions are those the libraries were built with: they decide the layout of what both sides share.
cat > "$work/compile" << 'COMPILE'
#!/usr/bin/env bash
set -euo pipefail
printf 'engine: compiling %s %s\n' "$1" "${2##*/}" >&2
case $2 in
    */sha1.c) language=(-x c++) ;;
    *.c) language=(-x c) ;;
    *) language=(-std=c++17) ;;
esac
exec g++ "${language[@]}" -O2 -w -c "$2" -o "obj/${2//\//_}.o" \
    -DNDEBUG -DGGML_BACKEND_DL -DGGML_BACKEND_SHARED -DGGML_SHARED -DLLAMA_SHARED -DLLAMA_SUBPROCESS \
    -DCPPHTTPLIB_LISTEN_BACKLOG=512 -DCPPHTTPLIB_REQUEST_URI_MAX_LENGTH=32768 -DCPPHTTPLIB_TCP_NODELAY=1 \
    -Igen -Illama.cpp -Illama.cpp/include -Illama.cpp/ggml/include -Illama.cpp/common -Illama.cpp/tools/mtmd \
    -Illama.cpp/tools/server -Illama.cpp/vendor -Illama.cpp/vendor/hash
COMPILE
chmod +x "$work/compile"

cd "$work"
# Slowest first, so that the last compilers end together.
files=(
    llama.cpp/tools/server/server-context.cpp llama.cpp/vendor/cpp-httplib/httplib.cpp
    llama.cpp/tools/server/server-{schema,task,common,chat,models,http,tools,stream,mcp,queue}.cpp
    llama.cpp/tools/server/{server,main}.cpp
    llama.cpp/tools/mtmd/{clip,mtmd,mtmd-audio,mtmd-image,mtmd-helper,mtmd-helper-gen}.cpp
    llama.cpp/tools/mtmd/models/*.cpp
    llama.cpp/vendor/hash/{hash.cpp,sha1/sha1.c,sha256/sha256.c,xxhash/xxhash.c}
    gen/ui.cpp
)
say "compiling ${#files[@]} files with $jobs jobs, about two minutes"
for i in "${!files[@]}"; do
    printf '%s %s\n' "$((i + 1))/${#files[@]}" "${files[$i]}"
done | xargs -P "$jobs" -L 1 ./compile || die "compiling failed, see above"

say "linking"
g++ -o out/llama-server obj/*.o -L out -l:libllama-common.so $(cd out && printf -- '-l:%s ' libllama.v*.so libggml.v*.so) \
    -l:libggml-base.so -lpthread '-Wl,-rpath,$ORIGIN'
strip out/llama-server 2> /dev/null || true
out/llama-server --version > /dev/null 2>&1 || die "the built llama-server does not run: $(out/llama-server --version 2>&1 | tail -n 1)"

rm -rf "$target"
mv out "$target"
say "built in $((SECONDS - started)) s: $binary"
printf '%s\n' "$binary"
