namespace GreenMl.Workers.Tests;

public sealed class HyperparametersTests
{
    private static Hyperparameters Parameters(string name, string value) =>
        new(new Dictionary<string, string> { [name] = value });

    [Fact]
    public void An_absent_parameter_takes_the_fallback() =>
        Assert.Equal(7, Parameters("other", "1").WholeNumber("epochs", 7, 1, 10));

    [Theory]
    [InlineData("0")]
    [InlineData("11")]
    [InlineData("2.5")]
    [InlineData("many")]
    public void A_number_outside_its_range_names_parameter_value_and_rule(string value)
    {
        var failure = Assert.Throws<WorkerFailureException>(() =>
            Parameters("epochs", value).WholeNumber("epochs", 7, 1, 10)
        );
        Assert.Equal($"Parameter 'epochs' is '{value}': it must be a whole number from 1 to 10.", failure.Message);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-0.1")]
    public void A_fraction_must_be_a_number_in_its_range(string value) =>
        Assert.Throws<WorkerFailureException>(() => Parameters("fraction", value).Number("fraction", 0.1, 0, 0.5));

    [Fact]
    public void A_choice_lists_what_is_allowed()
    {
        var failure = Assert.Throws<WorkerFailureException>(() =>
            Parameters("source", "tape").Choice("source", "csv", "images")
        );
        Assert.Contains("csv, images", failure.Message);
    }

    [Fact]
    public void A_damaged_file_fails_with_its_path()
    {
        using var folder = new GreenMl.Testing.TemporaryDirectory();
        var layout = new WorkerLayout(folder.Path);
        layout.WriteHyperparameters(new Dictionary<string, string>());
        File.WriteAllText(layout.HyperparametersFile, "{\"epochs\": 3}");
        var failure = Assert.Throws<WorkerFailureException>(() => Hyperparameters.Read(layout));
        Assert.Contains(layout.HyperparametersFile, failure.Message);
    }
}
