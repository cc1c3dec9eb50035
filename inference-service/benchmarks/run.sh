#!/usr/bin/env bash
# The pod against its own engine called directly, its pull of weights against a pipe, and the operator's restart. Needs no running stack.
# --quick takes three minutes and restarts the operator with 200 deployments, else it is ten and 1,000. Other options: see
# InferenceBenchmark.java; --only leaves the operator out.
set -euo pipefail

die() { printf 'bench: %s\n' "$*" >&2; exit 1; }
for tool in curl sha256sum; do
    command -v "$tool" > /dev/null || die "$tool is not on PATH"
done
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ -f inference-service/target/quarkus-app/quarkus-run.jar ] || die "the pod is not built: ./mvnw -Dquick -pl inference-service -am package"

export HANGIL_ENGINE_PATH=${HANGIL_ENGINE_PATH:-$(inference-service/engine/build.sh | tail -n 1)}
"${JAVA_HOME:-/usr}/bin/java" -Xmx256m -XX:+UseSerialGC inference-service/benchmarks/InferenceBenchmark.java "$@"
case " $* " in
    *" --only="*) ;;
    *" --quick "*) inference-operator/benchmarks/run.sh 200 ;;
    *) inference-operator/benchmarks/run.sh 1000 ;;
esac
