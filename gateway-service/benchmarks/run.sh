#!/usr/bin/env bash
# The gateway against nginx, beside a running stack (./hangil up --detach). --quick takes two minutes, else it is six;
# --only=minutes, which the others leave out, takes twelve. --against=FOLDER, a copy of another build's target/quarkus-app, runs the two
# in turns, for requests and chunks or --only one of them.
set -euo pipefail

die() { printf 'bench: %s\n' "$*" >&2; exit 1; }
command -v nginx > /dev/null || PATH=$PATH:/usr/sbin
command -v nginx > /dev/null || die "nginx is the baseline and is not on PATH: apt-get install nginx-light"
command -v taskset > /dev/null || die "taskset is not on PATH (Linux, util-linux)"
[ "$(nproc)" -ge 2 ] || die "two cores are needed, one for what is measured and one for what measures"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ -f gateway-service/target/quarkus-app/quarkus-run.jar ] || die "the gateway is not built: ./mvnw -Dquick -pl gateway-service -am package"

ulimit -n "$(ulimit -Hn)"
exec taskset -c 1 "${JAVA_HOME:-/usr}/bin/java" -Xmx256m -XX:+UseSerialGC gateway-service/benchmarks/GatewayBenchmark.java "$@"
