using Google.Protobuf;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Sql;

namespace GreenMl.DataCuration.Drivers.Local;

/// <summary>Remembers which version each recipe gave, so that the same work is not done twice.</summary>
internal sealed class CuratedRecipes(Database database)
{
    private const string Component = "recipes";

    private static readonly string[] Migrations =
    [
        "CREATE TABLE recipes (fingerprint TEXT PRIMARY KEY, version TEXT NOT NULL)",
    ];

    public Task MigrateAsync(CancellationToken cancellationToken) =>
        database.MigrateAsync(Component, Migrations, cancellationToken);

    public Task<DatasetVersion?> FindAsync(string fingerprint, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT version FROM recipes WHERE fingerprint = @fingerprint",
                    row => JsonParser.Default.Parse<DatasetVersion>(row.GetString(0)),
                    ("fingerprint", fingerprint)
                ),
            cancellationToken
        );

    public Task AddAsync(string fingerprint, DatasetVersion version, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    """
                    INSERT INTO recipes (fingerprint, version) VALUES (@fingerprint, @version)
                    ON CONFLICT (fingerprint) DO UPDATE SET version = excluded.version
                    """,
                    ("fingerprint", fingerprint),
                    ("version", JsonFormatter.Default.Format(version))
                ),
            cancellationToken
        );
}
