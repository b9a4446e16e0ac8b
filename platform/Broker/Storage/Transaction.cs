using Microsoft.Data.Sqlite;

namespace GreenMl.Platform.Broker.Storage;

/// <summary>What one request sees of the database. Its changes are visible to the next request at once, and durable after the commit they share.</summary>
internal sealed class Transaction(Database database, TimeProvider time)
{
    private readonly List<Action> _afterCommit = [];

    /// <summary>Unix time, milliseconds.</summary>
    public long Now { get; private set; }

    public int Execute(string sql, params ReadOnlySpan<object?> values) => database.Execute(sql, values);

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values) =>
        database.Query(sql, map, values);

    public T? QuerySingle<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values) =>
        database.QuerySingle(sql, map, values);

    public long LastInsertedId() => QuerySingle("select last_insert_rowid()", row => row.GetInt64(0));

    /// <summary>Runs <paramref name="action"/> once the changes of this request are durable, never if they are not.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    internal void Begin() => database.Execute("begin immediate");

    internal void Commit() => database.Execute("commit");

    internal void Rollback()
    {
        _afterCommit.Clear();
        // After some I/O errors SQLite has rolled back by itself.
        if (database.IsInTransaction)
        {
            database.Execute("rollback");
        }
    }

    internal void RunCommitted()
    {
        foreach (var action in _afterCommit)
        {
            action();
        }

        _afterCommit.Clear();
    }

    /// <summary>Runs one request so that its failure undoes its own changes only.</summary>
    /// <returns>What the request threw, or null.</returns>
    internal Exception? RunIsolated(Action<Transaction> request)
    {
        Now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var mark = _afterCommit.Count;
        database.Execute("savepoint request");
        try
        {
            request(this);
            database.Execute("release request");
            return null;
        }
        catch (Exception e) when (e is not (OperationCanceledException or SqliteException))
        {
            _afterCommit.RemoveRange(mark, _afterCommit.Count - mark);
            database.Execute("rollback to request");
            database.Execute("release request");
            return e;
        }
    }
}
