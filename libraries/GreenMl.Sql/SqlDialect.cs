namespace GreenMl.Sql;

/// <summary>The databases that a store can stand on.</summary>
public enum SqlDialect
{
    /// <summary>Embedded: one file, one process.</summary>
    Sqlite,

    /// <summary>PostgreSQL 13 or newer.</summary>
    PostgreSql,
}
