package kr.hangil.gateway.admission;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What Redis does atomically, by its own clock. Each counter is one key in the tenant's hash slot: a hash of five-second
 * buckets for requests and tokens, a sorted set of owners with the end of their lease for concurrency.
 */
enum RedisScripts {

    /**
     * KEYS: counters. ARGV: request id, lease in ms, then kind, limit and amount of each counter.
     *
     * <p>Answers {1, now, bucket, used and reset ms of each counter}, or {0, now, index, used, retry ms, reset ms}.
     */
    RESERVE("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local bucket = math.floor(now / 5000)
            local oldest = bucket - 12
            local used, windows = {}, {}
            for i = 1, #KEYS do
              local kind, limit, amount = ARGV[3 * i], tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
              local sum = 0
              if kind == 'C' then
                redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
                sum = redis.call('ZCARD', KEYS[i])
              else
                local fields = redis.call('HGETALL', KEYS[i])
                local window = {}
                for f = 1, #fields, 2 do
                  local b = tonumber(fields[f])
                  if b < oldest then
                    redis.call('HDEL', KEYS[i], fields[f])
                  else
                    window[b] = tonumber(fields[f + 1])
                    sum = sum + window[b]
                  end
                end
                windows[i] = window
              end
              used[i] = sum
              if sum + amount > limit then
                local left, retry, reset = sum, 1000, 0
                if windows[i] then
                  retry = 0
                  for b = oldest, bucket do
                    local n = windows[i][b]
                    if n then
                      if left + amount > limit then
                        left = left - n
                        if left + amount <= limit then retry = (b + 13) * 5000 - now end
                      end
                      reset = (b + 13) * 5000 - now
                    end
                  end
                end
                return {0, now, i, sum, retry, reset}
              end
            end
            local answer = {1, now, bucket}
            for i = 1, #KEYS do
              local kind, amount = ARGV[3 * i], tonumber(ARGV[3 * i + 2])
              local reset = 0
              if kind == 'C' then
                redis.call('ZADD', KEYS[i], now + ARGV[2], ARGV[1])
                redis.call('PEXPIRE', KEYS[i], ARGV[2] * 2)
              else
                redis.call('HINCRBY', KEYS[i], bucket, amount)
                redis.call('PEXPIRE', KEYS[i], 70000)
                reset = (bucket + 13) * 5000 - now
              end
              answer[#answer + 1] = used[i] + amount
              answer[#answer + 1] = reset
            end
            return answer"""),

    /**
     * KEYS: the request's mark, then counters. ARGV: request id, bucket it was granted in, then kind and correction of
     * each counter. A second call with the same mark does nothing.
     */
    SETTLE("""
            if not redis.call('SET', KEYS[1], '1', 'NX', 'PX', 180000) then return 0 end
            local t = redis.call('TIME')
            local bucket = math.floor((t[1] * 1000 + math.floor(t[2] / 1000)) / 5000)
            for i = 2, #KEYS do
              local kind, delta = ARGV[2 * i - 1], tonumber(ARGV[2 * i])
              if kind == 'C' then
                redis.call('ZREM', KEYS[i], ARGV[1])
              elseif delta > 0 then
                redis.call('HINCRBY', KEYS[i], bucket, delta)
                redis.call('PEXPIRE', KEYS[i], 70000)
              elseif delta < 0 and tonumber(ARGV[2]) >= bucket - 12 then
                redis.call('HINCRBY', KEYS[i], ARGV[2], delta)
                redis.call('PEXPIRE', KEYS[i], 70000)
              end
            end
            return 1"""),

    /** KEYS: one counter of concurrency. ARGV: lease in ms, then owners whose leases go on. */
    RENEW("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'XX', now + ARGV[1], ARGV[i]) end
            return redis.call('PEXPIRE', KEYS[1], ARGV[1] * 2)"""),

    /** KEYS: the set of gateways. ARGV: this one's name, its lease in ms. Answers the names of all, sorted. */
    ENLIST("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            local names = redis.call('ZRANGE', KEYS[1], 0, -1)
            table.sort(names)
            return names"""),

    /**
     * KEYS: one Idempotency-Key. ARGV: hash of the request, its try, its lease in ms, ms to remember, most repeats, its id.
     *
     * <p>Answers {'first'}, {'again', id it was charged under}, {'running', ms}, {'other'} or {'worn'}.
     */
    CLAIM_ONCE("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local known = redis.call('HMGET', KEYS[1], 'request', 'owner', 'until', 'charged', 'repeats')
            if known[4] == ARGV[6] then return {'first'} end
            local own = known[2] and string.sub(known[2] .. '/', 1, #ARGV[6] + 1) == ARGV[6] .. '/'
            local running = known[2] and not own and tonumber(known[3]) > now
            if known[1] and (running or known[4]) then
              if known[1] ~= ARGV[1] then return {'other'} end
              if running then return {'running', tostring(tonumber(known[3]) - now)} end
              if tonumber(known[5] or '0') >= tonumber(ARGV[5]) then return {'worn'} end
            end
            redis.call('HSET', KEYS[1], 'request', ARGV[1], 'owner', ARGV[2], 'until', now + ARGV[3])
            if known[4] then
              redis.call('HINCRBY', KEYS[1], 'repeats', 1)
              return {'again', known[4]}
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
            return {'first'}"""),

    /** KEYS: one Idempotency-Key. ARGV: hash of the request, its try, ms to remember, '1' if charged, its id. */
    SETTLE_ONCE("""
            local known = redis.call('HMGET', KEYS[1], 'owner', 'charged')
            if known[1] and known[1] ~= ARGV[2] then return 0 end
            if ARGV[4] == '1' then
              redis.call('HSET', KEYS[1], 'request', ARGV[1], 'charged', ARGV[5])
              redis.call('PEXPIRE', KEYS[1], ARGV[3])
            elseif not known[2] then
              return redis.call('DEL', KEYS[1])
            end
            return redis.call('HDEL', KEYS[1], 'owner', 'until')""");

    private final String source;
    private final String sha1;

    RedisScripts(String source) {
        this.source = source;
        try {
            this.sha1 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    String source() {
        return source;
    }

    /** How Redis names a script it has loaded. */
    String sha1() {
        return sha1;
    }
}
