create table models (
    id           bigint generated always as identity primary key,
    namespace    text        not null,
    name         text        not null,
    display_name text        not null,
    description  text        not null,
    created_at   timestamptz not null,
    created_by   text        not null,
    unique (namespace, name)
);

create table uploads (
    id         uuid primary key,
    model_id   bigint      not null references models,
    created_at timestamptz not null,
    created_by text        not null,
    expires_at timestamptz not null
);
create index uploads_by_expiry on uploads (expires_at);

create table upload_files (
    upload_id uuid   not null references uploads on delete cascade,
    path      text   not null,
    size      bigint not null check (size >= 0),
    digest    text   not null,
    primary key (upload_id, path)
);
create index upload_files_by_digest on upload_files (digest);

-- A version is a digest: the database itself refuses a row whose name is not the SHA-256 of its manifest.
create table versions (
    id         bigint generated always as identity primary key,
    model_id   bigint      not null references models,
    digest     text        not null,
    manifest   bytea       not null,
    created_at timestamptz not null,
    created_by text        not null,
    unique (model_id, digest),
    constraint version_is_its_digest check (digest = 'sha256:' || encode(sha256(manifest), 'hex'))
);

create table aliases (
    model_id   bigint      not null references models,
    name       text        not null,
    digest     text,
    revision   bigint      not null check (revision > 0),
    updated_at timestamptz not null,
    updated_by text        not null,
    primary key (model_id, name),
    foreign key (model_id, digest) references versions (model_id, digest)
);
comment on column aliases.digest is 'null after a deletion; the row stays so that revisions never repeat';

create table alias_revisions (
    model_id   bigint      not null,
    name       text        not null,
    revision   bigint      not null,
    digest     text,
    changed_at timestamptz not null,
    changed_by text        not null,
    primary key (model_id, name, revision),
    foreign key (model_id, name) references aliases (model_id, name),
    foreign key (model_id, digest) references versions (model_id, digest)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % never change: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;

create trigger versions_never_change before update or delete on versions
    for each row execute function refuse_change();
create trigger versions_stay before truncate on versions
    for each statement execute function refuse_change();
create trigger alias_revisions_never_change before update or delete on alias_revisions
    for each row execute function refuse_change();
create trigger alias_revisions_stay before truncate on alias_revisions
    for each statement execute function refuse_change();
create trigger aliases_stay before delete on aliases
    for each row execute function refuse_change();

create function record_alias_move() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.revision <> old.revision + 1 then
        raise exception 'alias % must move from revision % to %, not to %',
            old.name, old.revision, old.revision + 1, new.revision using errcode = 'restrict_violation';
    end if;
    insert into alias_revisions (model_id, name, revision, digest, changed_at, changed_by)
        values (new.model_id, new.name, new.revision, new.digest, new.updated_at, new.updated_by);
    return null;
end
$$;

create trigger alias_moves_are_recorded after insert or update on aliases
    for each row execute function record_alias_move();
