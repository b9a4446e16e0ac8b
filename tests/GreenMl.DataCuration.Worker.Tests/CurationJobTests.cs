using DuckDB.NET.Data;
using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;
using GreenMl.Testing;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker.Tests;

public sealed class CurationJobTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_same_recipe_gives_the_same_files_and_id_on_every_machine()
    {
        var first = await GlyphsAsync("first");
        var second = await GlyphsAsync("second");

        Assert.Equal("f33088d8350445a97364d173c7a69278152189dc0a1a6e8b1eec50cbe995e732", first.Manifest.Id);
        Assert.Equal(first.Manifest.ToCanonicalJson(), second.Manifest.ToCanonicalJson());
        foreach (var path in Directory.GetFiles(first.Directory))
        {
            var twin = Path.Combine(second.Directory, Path.GetFileName(path));
            Assert.Equal(await File.ReadAllBytesAsync(path), await File.ReadAllBytesAsync(twin));
        }
    }

    [Theory]
    [InlineData("seed", "8")]
    [InlineData("deduplicate", "exact")]
    [InlineData("raw", "true")]
    [InlineData("validation_fraction", "0.2")]
    [InlineData("row_limit", "300")]
    public async Task Another_recipe_gives_another_id(string name, string value)
    {
        var one = await GlyphsAsync("one");
        var other = await GlyphsAsync("other", (name, value));

        Assert.NotEqual(one.Manifest.Id, other.Manifest.Id);
    }

    [Fact]
    public async Task Every_source_row_has_one_decision_and_the_counts_add_up()
    {
        var run = await GlyphsAsync("run", ("row_limit", "400"));
        var result = run.Result;

        Assert.Equal(
            Enumerable.Range(0, 600).Select(i => new RowKey(0, i)),
            run.Decisions.Rows.Select(row => row.Source)
        );
        Assert.Equal(600, result.SourceRows);
        Assert.Equal(600, result.KeptRows.Values.Sum() + result.DroppedRows.Values.Sum());
        Assert.Equal(result.KeptRows.Values.Sum(), result.TrainingRows + result.ValidationRows + result.TestRows);
        Assert.Equal(100, result.DroppedRows[Reasons.RowLimit]);
    }

    [Fact]
    public async Task Every_row_of_a_split_traces_back_to_its_decision()
    {
        var run = await GlyphsAsync("run");
        foreach (var split in DatasetSplits.All)
        {
            var rows = await run.ReadAsync(split);
            var kept = run.Decisions.Rows.Where(row => row.IsKept && row.Split == split).Select(row => row.Source);

            Assert.Equal(kept, rows.SourceChunks.Zip(rows.SourceRows, (chunk, row) => new RowKey(chunk, row)));
        }
    }

    [Fact]
    public async Task What_the_generator_knows_is_in_the_decisions_only()
    {
        var run = await GlyphsAsync("run");

        Assert.Equal(["kind", "source_id", "true_label"], run.Decisions.Annotations.Keys.Order());
        Assert.Equal(180, run.Decisions.Annotations["kind"].Count(kind => kind == "exact_duplicate"));
    }

    [Fact]
    public async Task A_raw_snapshot_keeps_all_rows_and_the_test_of_the_curated_one()
    {
        var curated = await GlyphsAsync("curated");
        var raw = await GlyphsAsync("raw", ("raw", "true"));

        Assert.Empty(raw.Result.DroppedRows);
        Assert.Equal(500, raw.Result.TrainingRows + raw.Result.ValidationRows);
        Assert.Equal((await curated.ReadAsync("test")).Pixels, (await raw.ReadAsync("test")).Pixels);
        Assert.Equal(
            (await curated.ReadAsync("validation")).SourceRows,
            (await raw.ReadAsync("validation")).SourceRows
        );
        Assert.Equal(curated.Result.Leakage.NearRows, raw.Result.Leakage.NearRows);
        Assert.False(raw.Result.Leakage.AreDropped);
    }

    [Fact]
    public async Task A_second_attempt_in_the_same_folders_starts_clean()
    {
        var first = await GlyphsAsync("run", ("validation_fraction", "0.2"));
        await File.WriteAllTextAsync(Path.Combine(first.Directory, "train-00001.parquet"), "left over");

        var second = await GlyphsAsync("run", ("validation_fraction", "0"));

        Assert.Equal(0, second.Result.ValidationRows);
        Assert.Equal(
            ["decisions.parquet", "manifest.json", "test-00000.parquet", "train-00000.parquet"],
            Directory.GetFiles(second.Directory).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public async Task DuckDB_reads_the_files()
    {
        var run = await GlyphsAsync("run");
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT count(*), min(octet_length(pixels)), max(octet_length(pixels)), count(DISTINCT label)
            FROM read_parquet('{run.Directory}/train-*.parquet') train
            JOIN read_parquet('{run.Directory}/decisions.parquet') decisions USING (src_chunk, src_row)
            WHERE decisions.decision = 'kept' AND decisions.split = 'train'
            """;
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());

        Assert.Equal(run.Result.TrainingRows, reader.GetInt64(0));
        Assert.Equal((784, 784, 10), (reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
    }

    [Fact]
    public async Task The_report_times_every_step()
    {
        var timings = (await GlyphsAsync("run")).Result.Timings;

        Assert.Equal(["land", "deduplicate", "split", "write"], timings.Select(timing => timing.Step));
        Assert.All(timings, timing => Assert.True(timing is { Seconds: > 0, CpuSeconds: >= 0 }));
    }

    [Theory]
    [InlineData("source", "", "Parameter 'source' is ''")]
    [InlineData("source", "video", "Parameter 'source' is 'video'")]
    [InlineData("seed", "-1", "Parameter 'seed' is '-1'")]
    [InlineData("rows", "10", "Parameter 'rows' is '10'")]
    [InlineData("test_fraction", "0.9", "Parameter 'test_fraction' is '0.9'")]
    [InlineData("validation_fraction", "NaN", "Parameter 'validation_fraction' is 'NaN'")]
    [InlineData("row_limit", "-5", "Parameter 'row_limit' is '-5'")]
    [InlineData("deduplicate", "fuzzy", "Parameter 'deduplicate' is 'fuzzy'")]
    [InlineData("raw", "yes", "Parameter 'raw' is 'yes'")]
    public async Task A_parameter_that_breaks_a_rule_is_named(string name, string value, string message)
    {
        var failure = await Assert.ThrowsAsync<WorkerFailureException>(() => GlyphsAsync("run", (name, value)));

        Assert.Equal(WorkerFailureException.InvalidParameter, failure.Reason);
        Assert.Contains(message, failure.Message);
    }

    [Theory]
    [InlineData("../../secrets.csv", "must not contain '..'")]
    [InlineData("source/missing.csv", "there is no such file")]
    public async Task A_path_stays_below_the_input_channels(string path, string message)
    {
        var failure = await Assert.ThrowsAsync<WorkerFailureException>(() =>
            CurationRun.OfAsync(_directory.Path, ("source", "csv"), ("path", path), ("label_column", "kind"))
        );

        Assert.Contains(message, failure.Message);
    }

    [Fact]
    public async Task A_relative_path_names_a_file_of_a_channel()
    {
        var channel = Directory.CreateDirectory(new WorkerLayout(_directory.Path).Channel("source")).FullName;
        var rows = Enumerable.Range(0, 20).Select(i => $"{i},{i % 2}");
        await File.WriteAllLinesAsync(Path.Combine(channel, "rows.csv"), ["size,kind", .. rows]);

        var run = await CurationRun.OfAsync(
            _directory.Path,
            ("source", "csv"),
            ("path", "source/rows.csv"),
            ("label_column", "kind")
        );

        Assert.Equal(20, run.Result.SourceRows);
    }

    private Task<CurationRun> GlyphsAsync(string name, params (string, string)[] more) =>
        CurationRun.OfAsync(_directory.Combine(name), [("source", "glyphs"), ("rows", "600"), ("seed", "7"), .. more]);
}
