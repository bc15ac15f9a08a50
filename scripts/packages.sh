# For scripts: what they say, and how they install what they need by whichever package manager there is. Sourced, not run;
# the script names itself in `name`.

say() { printf '%s: %s\n' "$name" "$*" >&2; }

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"

# install WHAT DEBIAN FEDORA ARCH HOMEBREW: by whichever package manager there is. Its output isn't ours.
install() {
    what=$1 debian=$2 fedora=$3 arch=$4 homebrew=$5
    say "installing $what"
    {
        if command -v apt-get >/dev/null; then
            $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $debian >/dev/null
        elif command -v dnf >/dev/null; then
            $as_root dnf install -y -q $fedora
        elif command -v pacman >/dev/null; then
            $as_root pacman -Sy --noconfirm --needed $arch
        elif command -v brew >/dev/null; then
            brew install -q $homebrew
        else
            say "there is no package manager that this script knows; install $what and run it again"
            exit 1
        fi
    } >&2 || {
        say "$what couldn't be installed; install it by hand and run this again"
        exit 1
    }
}
