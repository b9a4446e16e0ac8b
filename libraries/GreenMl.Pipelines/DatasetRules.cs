using GreenMl.Contracts.Datasets.V1;

namespace GreenMl.Pipelines;

/// <summary>What the specification of a data set must obey. A number of 0 stands for its default.</summary>
public static class DatasetRules
{
    private const int MaximumColumnLength = 256;

    /// <summary>Every broken rule; empty when the specification is sound. Looks whether the paths exist.</summary>
    /// <param name="spec">The specification; null breaks a rule.</param>
    /// <param name="field">The field that holds it, for instance <c>spec</c>.</param>
    public static IReadOnlyList<BrokenRule> Check(DatasetSpec? spec, string field)
    {
        if (spec is null)
        {
            return [new(field, "is missing: it must name a source, for instance glyphs")];
        }

        var check = new RuleCheck(field);
        CheckSource(check, spec);
        check.CheckRange("test_fraction", spec.TestFraction, 0, 0.5, "leave it out for 0.2");
        check.CheckRange("validation_fraction", spec.ValidationFraction, 0, 0.5, "leave it out for 0.1");
        if (spec.RowLimit < 0)
        {
            check.Add("row_limit", $"is {spec.RowLimit}: it must be 1 or more; leave it out to keep all rows");
        }

        check.CheckWord("deduplication", spec.Deduplication, Vocabularies.Deduplications);
        return check.Broken;
    }

    private static void CheckSource(RuleCheck check, DatasetSpec spec)
    {
        switch (spec.SourceCase)
        {
            case DatasetSpec.SourceOneofCase.Glyphs:
                check.CheckRange("glyphs.rows", spec.Glyphs.Rows, 500, 200_000, "leave it out for 9000");
                break;
            case DatasetSpec.SourceOneofCase.Images:
                CheckImages(check, spec.Images);
                break;
            case DatasetSpec.SourceOneofCase.Csv:
                CheckTable(check, "csv", spec.Csv);
                break;
            case DatasetSpec.SourceOneofCase.Parquet:
                CheckTable(check, "parquet", spec.Parquet);
                break;
            default:
                check.Add("", "names no source: give exactly one of glyphs, images, csv and parquet");
                break;
        }
    }

    private static void CheckImages(RuleCheck check, ImagesSource images)
    {
        check.CheckPath("images.path", images.Path, folders: true);
        check.CheckPath("images.labels_path", images.LabelsPath, folders: false);
        if (images.TestPath.Length == 0 && images.TestLabelsPath.Length == 0)
        {
            return;
        }

        if (images.TestPath.Length == 0)
        {
            check.Add("images.test_path", "is missing but the labels of a test set are given: give both or neither");
        }
        else if (images.TestLabelsPath.Length == 0)
        {
            check.Add("images.test_labels_path", "is missing but a test set is given: give both or neither");
        }
        else
        {
            check.CheckPath("images.test_path", images.TestPath, folders: true);
            check.CheckPath("images.test_labels_path", images.TestLabelsPath, folders: false);
        }
    }

    private static void CheckTable(RuleCheck check, string source, TableSource table)
    {
        check.CheckPath($"{source}.path", table.Path, folders: false);
        var column = table.LabelColumn;
        if (column.Length == 0)
        {
            check.Add($"{source}.label_column", "is missing: name the column that holds the class of each row");
        }
        else if (column.Length > MaximumColumnLength || column.Any(char.IsControl))
        {
            check.Add(
                $"{source}.label_column",
                $"is {Quoted.Text(column)}: a column name has 1 to {MaximumColumnLength} characters, none a control "
                    + "character; rename the column"
            );
        }
    }
}
