using GreenMl.DataCuration.Drivers.Local;
using GreenMl.Sql;
using GreenMl.Testing;

namespace GreenMl.DataCuration.Tests;

public sealed class CuratedRecipesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_recipe_is_remembered_with_the_version_it_gave(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var recipes = new CuratedRecipes(test.Open());
        await recipes.MigrateAsync(None);
        Assert.Null(await recipes.FindAsync("recipe", None));
        await recipes.AddAsync("recipe", new() { ManifestId = "a", TrainingRows = 1 }, None);
        await recipes.AddAsync("recipe", new() { ManifestId = "b", TrainingRows = 2 }, None);
        Assert.Equal("b", (await recipes.FindAsync("recipe", None))!.ManifestId);
    }
}
