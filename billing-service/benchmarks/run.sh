#!/usr/bin/env bash
# Billing with its own PostgreSQL beside a bare COPY into it. Needs no running stack. --quick is scaled down and says so.
# Other options: see BillingBenchmark.java.
set -euo pipefail

die() { printf 'bench: %s\n' "$*" >&2; exit 1; }
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ -f billing-service/target/quarkus-app/quarkus-run.jar ] || die "billing is not built: ./mvnw -Dquick -pl billing-service -am package"
[ -f local-stack/target/local-stack.jar ] || die "the local stack is not built: ./mvnw -Dquick -pl local-stack -am package"

exec "${JAVA_HOME:-/usr}/bin/java" -Xmx256m -XX:+UseSerialGC -cp 'local-stack/target/local-stack.jar:local-stack/target/lib/*' \
    billing-service/benchmarks/BillingBenchmark.java "$@"
