#!/usr/bin/env bash
# 1,000 deployments after a restart of the operator, against the cluster in memory; another number as argument. Needs no running stack.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
classpath=inference-operator/target/benchmark.classpath
./mvnw -B -ntp -q -Dquick -pl inference-operator -am test-compile dependency:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile=target/benchmark.classpath
exec "${JAVA_HOME:-/usr}/bin/java" -Xmx512m -cp "inference-operator/target/classes:inference-operator/target/test-classes:$(cat "$classpath")" \
    kr.hangil.operator.reconcile.ReconcileBenchmark "$@"
