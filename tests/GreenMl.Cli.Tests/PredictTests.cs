using System.Text.Json;
using GreenMl.Cli.Tests.Fakes;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Datasets;

namespace GreenMl.Cli.Tests;

public sealed class PredictTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;

    private FakeModel Model => _installation.Server.Model;

    public async Task InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync();
        _installation.Server.Endpoints.All.Add(
            new Endpoint
            {
                Name = "glyphs",
                State = EndpointState.InService,
                GrpcAddress = _installation.Server.Address,
                ModelName = "digits",
            }
        );
    }

    public async Task DisposeAsync() => await _installation.DisposeAsync();

    [Fact]
    public async Task Numbers_are_preprocessed_as_the_model_says()
    {
        var outcome = await _installation.RunAsync("predict", "glyphs", "--values", "10, 20,30,40");

        Assert.Equal([2f, 4.5f, 7f, 9.5f], Model.LastInput);
        Assert.Equal([1, 1, 2, 2], Model.LastShape);
        Assert.StartsWith(
            """
            glyphs says: two
              two    91.84 %
              one     7.54 %
              zero    0.62 %
            """,
            outcome.Output,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            " ms round trip, model digits, version 0123456789ab\n",
            outcome.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_test_row_is_compared_with_its_label()
    {
        await WriteDatasetAsync(Path.Combine(_installation.Home, "objects", "datasets", "d1"));

        var text = await _installation.RunAsync("predict", "glyphs", "--dataset", "object://datasets/d1", "--row", "1");
        var json = await _installation.RunAsync("predict", "glyphs", "--dataset", "object://datasets/d1", "--json");

        Assert.Contains("true label: two (right)\n", text.Output, StringComparison.Ordinal);
        var prediction = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal("zero", prediction.GetProperty("class").GetString());
        Assert.Equal("one", prediction.GetProperty("label").GetString());
        Assert.False(prediction.GetProperty("correct").GetBoolean());
        Assert.Equal(3, prediction.GetProperty("probabilities").GetArrayLength());
        Assert.Equal([-0.5f + 1.5f, -0.5f, -0.5f, -0.5f], Model.LastInput);
    }

    [Fact]
    public async Task An_image_is_read_as_curation_reads_it()
    {
        await File.WriteAllBytesAsync(_installation.PathOf("a.png"), PngImage.Grey(2, 2, [2, 4, 6, 8]));

        var outcome = await _installation.RunAsync("predict", "glyphs", "--image", "a.png");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal([0f, 0.5f, 1f, 1.5f], Model.LastInput);
    }

    [Fact]
    public async Task A_grey_image_fits_a_model_of_colours()
    {
        Model.Shape = [-1, 3, 1, 2];
        Model.Properties["preprocessing"] = """{"kind":"image","scale":1,"mean":[0,1,2],"standardDeviation":[]}""";
        await File.WriteAllBytesAsync(_installation.PathOf("a.png"), PngImage.Grey(2, 1, [5, 6]));

        var outcome = await _installation.RunAsync("predict", "glyphs", "--image", "a.png");

        Assert.Equal("", outcome.Error);
        Assert.Equal([5f, 6f, 4f, 5f, 3f, 4f], Model.LastInput);
    }

    [Theory]
    [InlineData("1,2", "--values has 2 numbers but the model takes 4 (1 x 2 x 2)")]
    [InlineData("1,2,x,4", "number 3 is 'x'")]
    [InlineData("1,2,NaN,4", "number 3 is 'NaN'")]
    public async Task Numbers_that_do_not_fit_are_refused(string values, string message)
    {
        var outcome = await _installation.RunAsync("predict", "glyphs", "--values", values);

        Assert.Equal(ExitCodes.InvalidInput, outcome.ExitCode);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_that_do_not_fit_are_refused()
    {
        await File.WriteAllBytesAsync(_installation.PathOf("large.png"), PngImage.Grey(3, 2, new byte[6]));
        await File.WriteAllTextAsync(_installation.PathOf("text.png"), "no image");

        var large = await _installation.RunAsync("predict", "glyphs", "--image", "large.png");
        var text = await _installation.RunAsync("predict", "glyphs", "--image", "text.png");
        var missing = await _installation.RunAsync("predict", "glyphs", "--image", "missing.png");

        Assert.Contains("of shape 1 x 2 x 3 but the model takes 1 x 2 x 2", large.Error, StringComparison.Ordinal);
        Assert.Contains("is no PNG or JPEG image", text.Error, StringComparison.Ordinal);
        Assert.Contains("there is no file", missing.Error, StringComparison.Ordinal);
        Assert.Equal((2, 2, 2), (large.ExitCode, text.ExitCode, missing.ExitCode));
    }

    [Fact]
    public async Task A_row_or_data_set_that_does_not_exist_is_told()
    {
        await WriteDatasetAsync(Path.Combine(_installation.Home, "objects", "datasets", "d1"));

        var row = await _installation.RunAsync("predict", "glyphs", "--dataset", "object://datasets/d1", "--row", "2");
        var dataset = await _installation.RunAsync("predict", "glyphs", "--dataset", "object://datasets/none");
        var uri = await _installation.RunAsync("predict", "glyphs", "--dataset", "d1");

        Assert.Contains("--row is 2: the test split has the rows 0..1", row.Error, StringComparison.Ordinal);
        Assert.Equal((2, 3, 2), (row.ExitCode, dataset.ExitCode, uri.ExitCode));
    }

    [Fact]
    public async Task An_endpoint_out_of_service_is_told()
    {
        _installation.Server.Endpoints.All[0].GrpcAddress = "";
        _installation.Server.Endpoints.All[0].State = EndpointState.Recovering;

        var outcome = await _installation.RunAsync("predict", "glyphs", "--values", "1,2,3,4");

        Assert.Equal(ExitCodes.Failed, outcome.ExitCode);
        Assert.Contains("endpoint glyphs is recovering", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_other_tensors_is_refused()
    {
        Model.Datatype = "INT64";

        var outcome = await _installation.RunAsync("predict", "glyphs", "--values", "1,2,3,4");

        Assert.Equal(ExitCodes.Failed, outcome.ExitCode);
        Assert.Contains("FP32", outcome.Error, StringComparison.Ordinal);
    }

    private static async Task WriteDatasetAsync(string folder)
    {
        var schema = DatasetSchema.ForImages(1, 2, 2, ["zero", "one", "two"]);
        var writer = new DatasetWriter(folder, schema);
        foreach (var split in DatasetSplits.All)
        {
            await writer.AddSplitAsync(
                new DatasetTensors
                {
                    Schema = schema,
                    Split = split,
                    Pixels = [6, 0, 0, 0, 0, 0, 6, 0],
                    Labels = [1, 2],
                    SourceChunks = [0, 0],
                    SourceRows = [0, 1],
                },
                CancellationToken.None
            );
        }

        var recipe = new DatasetRecipe
        {
            Steps = [],
            CodeVersion = "1",
            Seed = 1,
        };
        await writer.CompleteAsync(recipe, [], CancellationToken.None);
    }
}
