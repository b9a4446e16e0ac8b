using GreenMl.Testing;

namespace GreenMl.Sql.Tests;

public sealed class PostgresServerTests
{
    [RequiresPostgresFact]
    public async Task Every_test_gets_a_database_of_its_own()
    {
        await using var first = await TestDatabase.CreateAsync(SqlDialect.PostgreSql);
        await using var second = await TestDatabase.CreateAsync(SqlDialect.PostgreSql);

        await first.Open().MigrateAsync("test", ["CREATE TABLE mark (id BIGINT)"], CancellationToken.None);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            second
                .Open()
                .ReadAsync(
                    session => session.QueryAsync("SELECT id FROM mark", row => row.GetInt64(0)),
                    CancellationToken.None
                )
        );
    }
}
