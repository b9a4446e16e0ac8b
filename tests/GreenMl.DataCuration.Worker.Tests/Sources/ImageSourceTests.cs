using System.IO.Compression;
using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;
using GreenMl.Testing;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker.Tests.Sources;

public sealed class ImageSourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Images_of_a_folder_are_curated()
    {
        var folder = AFolder().AddUnique(30).Add("copy.png", Picture.Unique(1), "a");

        var run = await RunAsync(folder.Parameters());
        var train = await run.ReadAsync(DatasetSplits.Train);

        Assert.Equal([1, 16, 16], train.Schema.Shape);
        Assert.Equal(["a", "b"], train.Schema.Classes);
        Assert.Equal(31, run.Result.SourceRows);
        Assert.Equal(1, run.Count(Reasons.ExactDuplicate));
        Assert.Equal(new RowKey(0, 0), run.Decision(30).Representative);
        Assert.Equal(30, run.Result.TrainingRows + run.Result.ValidationRows + run.Result.TestRows);
    }

    [Fact]
    public async Task A_zip_of_the_folder_gives_the_same_data_set()
    {
        var folder = AFolder().AddUnique(20);
        var fromFolder = await RunAsync(folder.Parameters());

        var fromZip = await RunAsync([.. folder.Parameters(), ("path", folder.Zip())]);

        Assert.Equal(fromFolder.Manifest.Id, fromZip.Manifest.Id);
    }

    [Fact]
    public async Task A_label_may_name_the_folder_that_was_packed()
    {
        var folder = AFolder();
        for (var i = 0; i < 20; i++)
        {
            folder.Add($"{i}.png", Picture.Unique(i), label: null).Label($"pictures/{i}.png", i % 2 == 0 ? "a" : "b");
        }

        var run = await RunAsync([.. folder.Parameters(), ("path", folder.Zip())]);

        Assert.Empty(run.Result.DroppedRows);
    }

    [Fact]
    public async Task An_image_without_a_label_is_dropped_with_a_decision()
    {
        var folder = AFolder()
            .AddUnique(20)
            .Add("stray.png", Picture.Unique(99), label: null)
            .Label("unique-0001.png", "");

        var run = await RunAsync(folder.Parameters());

        Assert.Equal(22, run.Decisions.Rows.Count);
        Assert.Equal(Reasons.MissingLabel, run.Decision(20).Reason);
        Assert.Equal(Reasons.MissingLabel, run.Decision(21).Reason);
    }

    [Fact]
    public async Task One_coloured_image_makes_the_data_set_coloured()
    {
        var colour = Picture.Colour(16, 16, (x, y) => [(byte)(x * 16), (byte)(y * 16), 7]);
        var folder = AFolder().AddUnique(20).Add("zcolour.png", colour, "a");

        var run = await RunAsync(folder.Parameters(("test_fraction", "0.1")));
        var train = await run.ReadAsync(DatasetSplits.Train);
        var grey = Array.FindIndex(train.SourceRows, row => row != 20);

        Assert.Equal([3, 16, 16], train.Schema.Shape);
        Assert.Equal(train.PixelsOf(grey)[..256], train.PixelsOf(grey)[512..]);
    }

    [Fact]
    public async Task Grey_images_in_colour_files_are_grey()
    {
        var folder = AFolder();
        for (var i = 0; i < 20; i++)
        {
            var level = (byte)(i * 10);
            folder.Add($"{i:D2}.png", Picture.Colour(4, 4, (x, _) => [level, level, level]), i % 2 == 0 ? "a" : "b");
        }

        Assert.Equal([1, 4, 4], (await RunAsync(folder.Parameters())).Result.Shape);
    }

    [Fact]
    public async Task A_test_set_is_kept_whole_and_train_rows_like_its_rows_are_dropped()
    {
        var folder = AFolder().AddUnique(20);
        var test = new PictureFolder(_directory, "tests").Add("1.png", Picture.Unique(1), "a");
        test.Add("2.png", Picture.Unique(1), "a").Add("3.png", Picture.Unique(100), "b");
        test.Parameters();

        var run = await RunAsync([.. folder.Parameters(), ("test_path", test.Path), ("test_labels", test.LabelsPath)]);

        Assert.Equal(3, run.Result.TestRows);
        Assert.Equal(
            (Reasons.ExactLeakage, new RowKey(1, 0)),
            (run.Decision(0).Reason, run.Decision(0).Representative!.Value)
        );
        Assert.Equal(
            (1, 0, true),
            (run.Result.Leakage.ExactRows, run.Result.Leakage.NearRows, run.Result.Leakage.AreDropped)
        );
    }

    [Fact]
    public async Task Splits_of_the_labels_file_are_kept()
    {
        var folder = AFolder().AddUnique(12);
        var parameters = folder.Parameters(("split_column", "part"));
        var lines = await File.ReadAllLinesAsync(folder.LabelsPath);
        await File.WriteAllLinesAsync(
            folder.LabelsPath,
            lines.Select(
                (line, i) =>
                    line
                    + (
                        i == 0 ? ",part"
                        : i <= 4 ? ",test"
                        : i <= 6 ? ",Validation"
                        : ",train"
                    )
            )
        );

        var run = await RunAsync(parameters);

        Assert.Equal((6, 2, 4), (run.Result.TrainingRows, run.Result.ValidationRows, run.Result.TestRows));
    }

    [Fact]
    public async Task A_file_that_is_no_image_is_named() =>
        await RefusedAsync(
            AFolder().AddUnique(4).Add("notes.png", "just text"u8.ToArray(), "a").Parameters(),
            "notes.png is no PNG or JPEG image"
        );

    [Fact]
    public async Task A_truncated_image_is_named() =>
        await RefusedAsync(
            AFolder().AddUnique(4).Add("half.png", Picture.Unique(50)[..60], "a").Parameters(),
            "half.png is a damaged image"
        );

    [Fact]
    public async Task Images_of_two_sizes_are_refused() =>
        await RefusedAsync(
            AFolder().AddUnique(4).Add("wide.png", Picture.Grey(20, 16, (x, _) => x), "a").Parameters(),
            "wide.png has 20 x 16 pixels, but unique-0001.png has 16 x 16"
        );

    [Fact]
    public async Task An_image_too_large_is_refused() =>
        await RefusedAsync(
            AFolder().Add("poster.png", Picture.Grey(1025, 2, (x, _) => x), "a").Parameters(),
            "poster.png has 1025 x 2 pixels"
        );

    [Fact]
    public async Task A_picture_that_inflates_beyond_its_size_is_refused() =>
        await RefusedAsync(
            AFolder().Add("bomb.png", Picture.Png(16, 16, colourType: 0, new byte[100 << 20]), "a").Parameters(),
            "inflate to more than 16 x 16 pixels"
        );

    [Fact]
    public async Task A_label_without_an_image_is_named() =>
        await RefusedAsync(AFolder().AddUnique(4).Label("gone.png", "a").Parameters(), "row 5 names 'gone.png'");

    [Fact]
    public async Task A_label_never_reaches_beyond_the_folder()
    {
        await File.WriteAllBytesAsync(_directory.Combine("secret.png"), Picture.Unique(1));

        await RefusedAsync(AFolder().AddUnique(4).Label("../secret.png", "a").Parameters(), "names '../secret.png'");
    }

    [Fact]
    public async Task A_link_in_the_folder_is_not_followed()
    {
        await File.WriteAllBytesAsync(_directory.Combine("secret.png"), Picture.Unique(1));
        var folder = AFolder().AddUnique(4).Label("link.png", "a");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "link.png"), _directory.Combine("secret.png"));

        await RefusedAsync(folder.Parameters(), "names 'link.png'");
    }

    [Fact]
    public async Task A_missing_labels_file_is_named() =>
        await RefusedAsync(
            [.. AFolder().AddUnique(4).Parameters(), ("labels", "/nowhere/labels.csv")],
            "Parameter 'labels' is '/nowhere/labels.csv': there is no such file"
        );

    [Fact]
    public async Task A_labels_file_is_required() =>
        await RefusedAsync([.. AFolder().AddUnique(4).Parameters(), ("labels", "")], "Parameter 'labels' is ''");

    [Fact]
    public async Task A_labels_file_without_a_label_column_lists_its_columns() =>
        await RefusedAsync(
            [.. AFolder().AddUnique(4).Parameters(), ("label_column", "digit")],
            "no column 'digit' for the label; its columns are filepath, label"
        );

    [Fact]
    public async Task Images_of_one_class_are_refused() =>
        await RefusedAsync(
            AFolder().Add("1.png", Picture.Unique(1), "a").Add("2.png", Picture.Unique(2), "a").Parameters(),
            "only the class 'a'"
        );

    [Fact]
    public async Task A_test_set_needs_its_labels() =>
        await RefusedAsync([.. AFolder().AddUnique(4).Parameters(), ("test_path", "/x")], "'test_labels'");

    [Theory]
    [InlineData("../evil.png")]
    [InlineData("/etc/evil.png")]
    [InlineData("a\\..\\evil.png")]
    public async Task An_archive_that_leads_out_of_itself_is_refused(string name) =>
        await RefusedAsync(await AnArchiveAsync(name, Picture.Unique(1)), "leads out of the archive");

    [Fact]
    public async Task An_archive_entry_that_unpacks_to_too_much_is_refused() =>
        await RefusedAsync(await AnArchiveAsync("bomb.png", new byte[33 << 20]), "unpacks to 34603008 bytes");

    [Fact]
    public async Task An_archive_that_lies_about_a_length_is_refused()
    {
        var parameters = await AnArchiveAsync("liar.png", new byte[1 << 20]);
        var path = parameters.First(pair => pair.Name == "path").Value;
        var bytes = await File.ReadAllBytesAsync(path);
        var directory = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 24), 1000);
        await File.WriteAllBytesAsync(path, bytes);

        await RefusedAsync(parameters, "liar.png");
    }

    [Fact]
    public async Task A_file_that_is_no_archive_is_refused()
    {
        var parameters = await AnArchiveAsync("x.png", Picture.Unique(1));
        await File.WriteAllTextAsync(parameters.First(pair => pair.Name == "path").Value, "no archive");

        await RefusedAsync(parameters, "is no zip archive");
    }

    private PictureFolder AFolder() => new(_directory, "pictures");

    private async Task<(string Name, string Value)[]> AnArchiveAsync(string entryName, byte[] content)
    {
        var path = _directory.Combine("archive.zip");
        await using (var archive = await ZipFile.OpenAsync(path, ZipArchiveMode.Create))
        {
            await using var stream = await archive.CreateEntry(entryName).OpenAsync();
            await stream.WriteAsync(content);
        }

        await File.WriteAllTextAsync(_directory.Combine("labels.csv"), $"filepath,label\n{entryName},a\n");
        return [("source", "images"), ("path", path), ("labels", _directory.Combine("labels.csv"))];
    }

    private Task<CurationRun> RunAsync((string, string)[] parameters) =>
        CurationRun.OfAsync(_directory.Combine(Guid.CreateVersion7().ToString("N")), parameters);

    private async Task RefusedAsync((string, string)[] parameters, string message)
    {
        var failure = await Assert.ThrowsAsync<WorkerFailureException>(() => RunAsync(parameters));

        Assert.Contains(message, failure.Message);
    }
}
