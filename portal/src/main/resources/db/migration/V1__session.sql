-- Sessions of the portal. The browser holds a random id; this table knows only its hash.
create table session (
    id_hash    bytea       primary key check (octet_length(id_hash) = 32),
    tokens     bytea       not null,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at)
);

create index session_expires_at on session (expires_at);
