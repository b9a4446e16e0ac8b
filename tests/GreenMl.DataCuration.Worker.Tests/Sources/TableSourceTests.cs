using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;
using GreenMl.Testing;
using GreenMl.Workers;
using Parquet;
using Parquet.Schema;

namespace GreenMl.DataCuration.Worker.Tests.Sources;

public sealed class TableSourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Numbers_stay_and_text_becomes_one_feature_per_category()
    {
        var run = await RunAsync("size,colour,kind", Rows(20, i => $"{i}.5, {(i % 3 == 0 ? "red" : "blue")} ,{i % 2}"));
        var train = await run.ReadAsync(DatasetSplits.Train);

        Assert.Equal(["size", "colour=blue", "colour=red"], train.Schema.Features);
        Assert.Equal(["0", "1"], train.Schema.Classes);
        for (var i = 0; i < train.Rows; i++)
        {
            var row = train.SourceRows[i];
            var isRed = row % 3 == 0;
            Assert.Equal([row + 0.5f, isRed ? 0 : 1, isRed ? 1 : 0], train.FeaturesOf(i).ToArray());
            Assert.Equal(row % 2, train.Labels[i]);
        }
    }

    [Fact]
    public async Task Rows_with_a_value_that_is_no_finite_number_are_dropped_with_a_decision()
    {
        string[] faults = ["", "NaN", "inf", "-Infinity", "1e60", "abc"];
        var run = await RunAsync(
            "size,kind",
            [.. faults.Select(fault => $"{fault},0"), .. Rows(20, i => $"{i},{i % 2}")]
        );

        Assert.Equal(26, run.Decisions.Rows.Count);
        Assert.All(
            Enumerable.Range(0, faults.Length),
            i => Assert.Equal((false, Reasons.InvalidValue), (run.Decision(i).IsKept, run.Decision(i).Reason))
        );
        Assert.Equal(6, run.Result.DroppedRows[Reasons.InvalidValue]);
    }

    [Fact]
    public async Task Rows_without_a_label_are_dropped_with_a_decision()
    {
        var run = await RunAsync("size,kind", ["1,", "2,  ", .. Rows(20, i => $"{i},{i % 2}")]);

        Assert.Equal(2, run.Count(Reasons.MissingLabel));
        Assert.False(run.Decision(1).IsKept);
    }

    [Fact]
    public async Task Rows_of_equal_features_and_label_are_duplicates_but_another_label_is_an_observation()
    {
        var run = await RunAsync("size,kind", ["7,0", "7.0,0", "7,1", .. Rows(20, i => $"{i + 100},{i % 2}")]);

        Assert.Equal(Reasons.ExactDuplicate, run.Decision(1).Reason);
        Assert.True(run.Decision(2).IsKept);
        Assert.Contains(run.Result.Notes, note => note.Contains("images only"));
    }

    [Fact]
    public async Task Classes_that_are_whole_numbers_are_in_numeric_order()
    {
        var run = await RunAsync("size,kind", Rows(48, i => $"{i},{i % 12}"));

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}"), run.Manifest.Schema.Classes);
    }

    [Fact]
    public async Task A_second_file_is_the_test_split()
    {
        var test = await AFileAsync("test.csv", "kind,size", ["0,1", "1,2.5"]);

        var run = await RunAsync("size,kind", Rows(20, i => $"{i},{i % 2}"), ("test_path", test));
        var tests = await run.ReadAsync(DatasetSplits.Test);

        Assert.Equal([1f, 2.5f], tests.Features!);
        Assert.Equal([1, 1], tests.SourceChunks);
    }

    [Fact]
    public async Task A_test_row_in_the_training_file_leaks()
    {
        var test = await AFileAsync("test.csv", "size,kind", ["3,1", "2.5,1"]);

        var run = await RunAsync("size,kind", Rows(20, i => $"{i},{i % 2}"), ("test_path", test));

        Assert.Equal(Reasons.ExactLeakage, run.Decision(3).Reason);
        Assert.Equal(1, run.Result.Leakage.ExactRows);
    }

    [Fact]
    public async Task A_split_column_decides_and_is_no_feature()
    {
        var rows = Rows(20, i => $"{i},{(i < 4 ? "test" : "")},{i % 2}");

        var run = await RunAsync("size,part,kind", rows, ("split_column", "part"));

        Assert.Equal(["size"], run.Manifest.Schema.Features);
        var test = await run.ReadAsync(DatasetSplits.Test);
        Assert.Equal([0, 1, 2, 3], test.SourceRows);
    }

    [Fact]
    public async Task Quoted_cells_and_odd_column_names_are_read()
    {
        var run = await RunAsync("\"a \"\"b\"\", c\",kind", Rows(20, i => $"\"{i}\",\"x,{i % 2}\""));

        Assert.Equal(["a \"b\", c"], run.Manifest.Schema.Features);
        Assert.Equal(["x,0", "x,1"], run.Manifest.Schema.Classes);
    }

    [Fact]
    public async Task A_column_without_any_number_is_named() =>
        await RefusedAsync(
            "size,gap,kind",
            Rows(20, i => $"{i},NaN,{i % 2}"),
            "column 'gap' is missing, NaN, infinite"
        );

    [Fact]
    public async Task An_empty_column_is_named() =>
        await RefusedAsync("size,gap,kind", Rows(20, i => $"{i},,{i % 2}"), "column 'gap'");

    [Fact]
    public async Task Free_text_is_refused() =>
        await RefusedAsync(
            "size,name,kind",
            Rows(80, i => $"{i},name {i},{i % 2}"),
            "column 'name' is text with more than 64 different values"
        );

    [Fact]
    public async Task One_class_is_refused() =>
        await RefusedAsync("size,kind", Rows(20, i => $"{i},same"), "only the class 'same'");

    [Fact]
    public async Task An_unknown_label_column_lists_the_columns() =>
        await RefusedAsync(
            "size,sort",
            Rows(20, i => $"{i},{i % 2}"),
            "no column 'kind' for the label; its columns are size, sort"
        );

    [Fact]
    public async Task A_table_of_labels_alone_is_refused() =>
        await RefusedAsync("kind", Rows(20, i => $"{i % 2}"), "no column but the label");

    [Fact]
    public async Task A_table_without_rows_is_refused() => await RefusedAsync("size,kind", [], "has 0 rows");

    [Fact]
    public async Task A_reserved_column_name_is_refused() =>
        await RefusedAsync("label,kind", Rows(20, i => $"{i},{i % 2}"), "'label' is reserved");

    [Fact]
    public async Task A_row_with_too_many_cells_is_refused() =>
        await RefusedAsync("size,kind", [.. Rows(20, i => $"{i},{i % 2}"), "1,2,3,4"], "is no readable Csv file");

    [Fact]
    public async Task An_unknown_split_is_refused()
    {
        var path = await AFileAsync("t.csv", "size,part,kind", Rows(20, i => $"{i},holdout,{i % 2}"));

        var failure = await Assert.ThrowsAsync<WorkerFailureException>(() =>
            RunAsync([.. Parameters("csv", path), ("split_column", "part")])
        );

        Assert.Contains("row 1, column 'part' is 'holdout'", failure.Message);
    }

    [Fact]
    public async Task A_name_that_DuckDB_would_expand_is_refused()
    {
        var path = await AFileAsync("all*.csv", "size,kind", Rows(20, i => $"{i},{i % 2}"));

        var failure = await Assert.ThrowsAsync<WorkerFailureException>(() => RunAsync(Parameters("csv", path)));

        Assert.Contains("rename the file", failure.Message);
    }

    [Fact]
    public async Task Parquet_gives_what_its_csv_gives()
    {
        var path = await AParquetFileAsync();
        var fromParquet = await RunAsync(Parameters("parquet", path));
        var fromCsv = await RunAsync(
            "size,flag,kind",
            Rows(20, i => $"{i * 0.5},{i / 10},{(i % 2 == 0 ? "even" : "odd")}")
        );

        var left = await fromParquet.ReadAsync(DatasetSplits.Train);
        var right = await fromCsv.ReadAsync(DatasetSplits.Train);

        Assert.Equal(left.Features, right.Features);
        Assert.Equal(left.Labels, right.Labels);
        Assert.Equal(left.SourceRows, right.SourceRows);
        Assert.NotEqual(fromParquet.Manifest.Id, fromCsv.Manifest.Id);
    }

    [Fact]
    public async Task A_file_that_is_no_parquet_is_refused()
    {
        var path = await AFileAsync("fake.parquet", "size,kind", ["1,2"]);

        var failure = await Assert.ThrowsAsync<WorkerFailureException>(() => RunAsync(Parameters("parquet", path)));

        Assert.Contains("is no readable Parquet file", failure.Message);
    }

    [Fact]
    public async Task A_column_of_times_is_refused()
    {
        var path = _directory.Combine("times.parquet");
        var time = new DataField<DateTime>("when");
        var kind = new DataField<int>("kind");
        await using (var file = File.Create(path))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(time, kind), file))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<DateTime>(time, new DateTime[] { new(2026, 1, 1), new(2026, 1, 2) });
            await group.WriteAsync<int>(kind, Enumerable.Range(0, 2).ToArray());
        }

        var failure = await Assert.ThrowsAsync<WorkerFailureException>(() => RunAsync(Parameters("parquet", path)));

        Assert.Contains("column 'when' has the type TIMESTAMP", failure.Message);
    }

    private static string[] Rows(int count, Func<int, string> row) => [.. Enumerable.Range(0, count).Select(row)];

    private static (string, string)[] Parameters(string source, string path) =>
        [("source", source), ("path", path), ("label_column", "kind")];

    private async Task<string> AFileAsync(string name, string header, string[] rows)
    {
        var path = _directory.Combine(name);
        await File.WriteAllLinesAsync(path, [header, .. rows]);
        return path;
    }

    private async Task<string> AParquetFileAsync()
    {
        var path = _directory.Combine("source.parquet");
        var (size, flag, kind) = (
            new DataField<double>("size"),
            new DataField<bool>("flag"),
            new DataField<string>("kind")
        );
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(size, flag, kind), file);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<double>(size, Enumerable.Range(0, 20).Select(i => i * 0.5).ToArray());
        await group.WriteAsync<bool>(flag, Enumerable.Range(0, 20).Select(i => i >= 10).ToArray());
        await group.WriteAsync(kind, Rows(20, i => i % 2 == 0 ? "even" : "odd"));
        return path;
    }

    private async Task<CurationRun> RunAsync(string header, string[] rows, params (string, string)[] more) =>
        await RunAsync([.. Parameters("csv", await AFileAsync("source.csv", header, rows)), .. more]);

    private Task<CurationRun> RunAsync((string, string)[] parameters) =>
        CurationRun.OfAsync(_directory.Combine(Guid.CreateVersion7().ToString("N")), parameters);

    private async Task RefusedAsync(string header, string[] rows, string message)
    {
        var failure = await Assert.ThrowsAsync<WorkerFailureException>(() => RunAsync(header, rows));

        Assert.Contains(message, failure.Message);
    }
}
