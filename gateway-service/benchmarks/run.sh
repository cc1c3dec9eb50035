#!/usr/bin/env bash
# What the gateway adds to a direct call, beside a running stack: ./hangil up first.
set -euo pipefail
exec "${JAVA_HOME:-/usr}/bin/java" "$(dirname "${BASH_SOURCE[0]}")/AddedLatency.java" "$@"
