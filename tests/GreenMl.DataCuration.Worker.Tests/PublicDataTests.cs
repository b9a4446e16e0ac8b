using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Testing;

namespace GreenMl.DataCuration.Worker.Tests;

/// <summary>The worker on data that nobody made for it.</summary>
public sealed class PublicDataTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [RequiresDataFact("mnist/train-png.zip")]
    public async Task Ten_thousand_training_rows_and_the_whole_test_of_MNIST()
    {
        var run = await CurationRun.OfAsync(
            _directory.Path,
            ("source", "images"),
            ("path", TestData.Path("mnist/train-png.zip")),
            ("labels", TestData.Path("mnist/train.csv")),
            ("test_path", TestData.Path("mnist/test-png.zip")),
            ("test_labels", TestData.Path("mnist/test.csv")),
            ("row_limit", "10000"),
            ("seed", "1")
        );
        var result = run.Result;

        Assert.Equal([1, 28, 28], result.Shape);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), run.Manifest.Schema.Classes);
        Assert.Equal((70_000, 10_000), (result.SourceRows, result.TestRows));
        Assert.Equal(50_000, result.DroppedRows[Reasons.RowLimit]);
        Assert.InRange(result.TrainingRows + result.ValidationRows, 9_700, 10_000);
        Assert.Equal(70_000, result.KeptRows.Values.Sum() + result.DroppedRows.Values.Sum());
    }

    [RequiresDataFact("adult/adult-train.csv")]
    public async Task The_census_table_with_its_text_columns()
    {
        var path = _directory.Combine("adult.csv");
        string[] header =
        [
            "age,workclass,fnlwgt,education,education_num,marital_status,occupation,relationship,race,sex,gain,loss,hours,"
                + "country,income",
        ];
        await File.WriteAllLinesAsync(
            path,
            [.. header, .. await File.ReadAllLinesAsync(TestData.Path("adult/adult-train.csv"))]
        );

        var run = await CurationRun.OfAsync(
            _directory.Combine("run"),
            ("source", "csv"),
            ("path", path),
            ("label_column", "income")
        );

        Assert.Equal(32_561, run.Result.SourceRows);
        Assert.Equal(24, run.Result.DroppedRows[Reasons.ExactDuplicate]);
        Assert.Equal(["<=50K", ">50K"], run.Manifest.Schema.Classes);
        Assert.Equal([108], run.Result.Shape);
        Assert.Contains("workclass=?", run.Manifest.Schema.Features!);
    }
}
