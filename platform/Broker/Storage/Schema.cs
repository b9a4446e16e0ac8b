namespace GreenMl.Platform.Broker.Storage;

/// <summary>
/// The tables. A queue points to its backlog, so that purging or deleting a queue only retires the backlog and never
/// touches its messages; they are deleted later in small steps. In a FIFO queue every message but the first of its
/// group is blocked, and the triggers unblock the next one: receiving is the same index search for both kinds.
/// </summary>
internal static class Schema
{
    public const int Version = 1;

    public const string Script = """
        create table queue(
          id integer primary key autoincrement,
          name text not null unique,
          backlog integer not null,
          created integer not null,
          modified integer not null,
          purged integer,
          attributes text not null,
          tags text not null);
        create table backlog(
          id integer primary key autoincrement,
          retired integer not null default 0);
        create table message(
          id integer primary key autoincrement,
          backlog integer not null,
          message_id text not null,
          size integer not null,
          sent integer not null,
          visible integer not null,
          blocked integer not null default 0,
          receives integer not null default 0,
          received integer,
          first_received integer,
          group_id text,
          deduplication_id text,
          source_arn text);
        create index message_due on message(backlog, blocked, visible, id, receives);
        create index message_sent on message(backlog, sent);
        create index message_group on message(backlog, group_id, id) where group_id is not null;
        create table payload(
          id integer primary key,
          body text not null,
          attributes text,
          trace_header text);
        create trigger message_deleted after delete on message begin
          delete from payload where id = old.id;
        end;
        create trigger head_deleted after delete on message when old.group_id is not null and old.blocked = 0 begin
          update message set blocked = 0 where blocked = 1 and id =
            (select min(id) from message where backlog = old.backlog and group_id = old.group_id);
        end;
        create trigger head_moved after update of backlog on message
        when old.group_id is not null and old.blocked = 0 and old.backlog <> new.backlog begin
          update message set blocked = 0 where blocked = 1 and id =
            (select min(id) from message where backlog = old.backlog and group_id = old.group_id);
        end;
        create table deduplication(
          owner text not null,
          scope text not null,
          token text not null,
          at integer not null,
          message_id text not null,
          sequence integer not null,
          primary key(owner, scope, token)) without rowid;
        create index deduplication_at on deduplication(at);
        create table topic(
          id integer primary key autoincrement,
          name text not null unique,
          attributes text not null,
          tags text not null);
        create table subscription(
          arn text primary key,
          topic integer not null references topic(id) on delete cascade,
          endpoint text not null,
          attributes text not null,
          unique(topic, endpoint)) without rowid;
        """;
}
