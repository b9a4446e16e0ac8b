using System.IO.Compression;
using System.Text;
using GreenMl.Testing;

namespace GreenMl.DataCuration.Worker.Tests;

/// <summary>A folder of pictures and its labels file, built for one test.</summary>
internal sealed class PictureFolder(TemporaryDirectory directory, string name)
{
    private readonly StringBuilder _labels = new("filepath,label\n");

    public string Path { get; } = Directory.CreateDirectory(directory.Combine(name)).FullName;

    public string LabelsPath { get; } = directory.Combine($"{name}.csv");

    /// <summary>Adds a file with a label; null writes no line for it.</summary>
    public PictureFolder Add(string file, byte[] content, string? label)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return label is null ? this : Label(file, label);
    }

    /// <summary>Adds pictures that are like no other, of the classes a and b in turn.</summary>
    public PictureFolder AddUnique(int count, int firstSeed = 1)
    {
        for (var i = 0; i < count; i++)
        {
            Add($"unique-{firstSeed + i:D4}.png", Picture.Unique(firstSeed + i), i % 2 == 0 ? "a" : "b");
        }

        return this;
    }

    /// <summary>Adds a line to the labels file.</summary>
    public PictureFolder Label(string file, string label)
    {
        _labels.Append(file).Append(',').Append(label).Append('\n');
        return this;
    }

    /// <summary>Writes the labels file; the parameters that name both.</summary>
    public (string, string)[] Parameters(params (string, string)[] more)
    {
        File.WriteAllText(LabelsPath, _labels.ToString());
        return [("source", "images"), ("path", Path), ("labels", LabelsPath), .. more];
    }

    /// <summary>Packs the folder; the path of the archive.</summary>
    public string Zip()
    {
        ZipFile.CreateFromDirectory(Path, Path + ".zip");
        return Path + ".zip";
    }
}
