using GreenMl.Storage;

namespace GreenMl.Pipelines;

/// <summary>Collects the rules that the fields below one prefix break.</summary>
internal sealed class RuleCheck(string prefix)
{
    private const int MaximumTextLength = 4096;
    private readonly List<BrokenRule> _broken = [];

    public IReadOnlyList<BrokenRule> Broken => _broken;

    public void Add(string name, string rule) => _broken.Add(new(FieldOf(name), rule));

    public void AddRange(IEnumerable<BrokenRule> broken) => _broken.AddRange(broken);

    public string FieldOf(string name) => name.Length == 0 ? prefix : $"{prefix}.{name}";

    /// <summary>Zero passes: it stands for the default or for no limit.</summary>
    public void CheckRange(string name, int value, int low, int high, string remedy)
    {
        if (value != 0 && (value < low || value > high))
        {
            Add(name, $"is {value}: it must lie in {low}..{high}; {remedy}");
        }
    }

    /// <summary>NaN never lies in a range.</summary>
    public void CheckRange(string name, double value, double low, double high, string remedy)
    {
        if (!(value >= low && value <= high))
        {
            Add(name, $"is {value}: it must lie in {low}..{high}; {remedy}");
        }
    }

    public void CheckPositive(string name, double value, string remedy)
    {
        if (!double.IsFinite(value) || value < 0)
        {
            Add(name, $"is {value}: it must be a finite number above 0; {remedy}");
        }
    }

    /// <summary>Unspecified (0) passes: it stands for the default.</summary>
    public void CheckWord<TEnum>(string name, TEnum value, Vocabulary<TEnum> vocabulary)
        where TEnum : struct, Enum
    {
        if (!EqualityComparer<TEnum>.Default.Equals(value, default) && !vocabulary.Knows(value))
        {
            Add(name, $"is {vocabulary.WordOf(value)}: it must be one of {vocabulary.Listing}");
        }
    }

    public void CheckName(string name, string value)
    {
        if (!ResourceName.IsValid(value))
        {
            var what = value.Length == 0 ? "is missing" : $"is {Quoted.Text(value)}";
            Add(name, $"{what}: give a name of {ResourceName.Rule}, for instance glyphs-1");
        }
    }

    /// <summary>The path of a file, and of a folder too when <paramref name="folders"/> says so.</summary>
    public void CheckPath(string name, string path, bool folders)
    {
        var kinds = folders ? "file or folder" : "file";
        if (path.Length == 0)
        {
            Add(name, $"is missing: give the absolute path of a {kinds}");
        }
        else if (path.Length > MaximumTextLength)
        {
            Add(name, $"has {path.Length} characters: a path has at most {MaximumTextLength}; move the {kinds}");
        }
        else if (!Path.IsPathFullyQualified(path))
        {
            Add(name, $"is {Quoted.Text(path)}: the path must be absolute, because services know no working folder");
        }
        else if (!File.Exists(path) && !(folders && Directory.Exists(path)))
        {
            Add(name, $"is {Quoted.Text(path)}: there is no such {kinds} that can be read; correct the path");
        }
    }

    /// <summary>A URI that a client gives to a service itself.</summary>
    public void CheckUri(string name, string uri, string what)
    {
        if (uri.Length == 0)
        {
            Add(name, $"is missing: give the URI of {what}, for instance object://collection/key");
        }
        else if (!ObjectUri.TryParse(uri, out _))
        {
            Add(name, $"is {Quoted.Text(uri)}: the URI of {what} has the form object://collection/key");
        }
    }

    /// <summary>A URI that a pipeline run fills in.</summary>
    public void CheckUriIsLeftOut(string name, string uri)
    {
        if (uri.Length > 0)
        {
            Add(name, $"is {Quoted.Text(uri)}: inside a pipeline the run fills it in; leave it out");
        }
    }
}
