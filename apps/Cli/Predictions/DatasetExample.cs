using GreenMl.Cli.Failures;
using GreenMl.Datasets;
using GreenMl.Storage;

namespace GreenMl.Cli.Predictions;

/// <summary>A row of the test split of a data set version in this installation's object store.</summary>
internal static class DatasetExample
{
    /// <exception cref="CommandFailure">There is no such data set or row, or the data set is damaged.</exception>
    public static async Task<Example> ReadAsync(
        Session session,
        ObjectUri dataset,
        int row,
        CancellationToken cancellationToken
    )
    {
        var objects = session.Installation.ObjectsDirectory;
        if (!Directory.Exists(objects))
        {
            throw NotFound(
                $"there is no object store at {objects}: --dataset needs the home of the installation (--home)"
            );
        }

        var folder = Directory.CreateTempSubdirectory("greenml-");
        try
        {
            var store = new ObjectStore(objects, session.Surroundings.Time);
            await store.MaterializeDirectoryAsync(dataset, folder.FullName, cancellationToken);
            var rows = await DatasetReader.ReadAsync(folder.FullName, DatasetSplits.Test, cancellationToken);
            return ExampleOf(rows, row);
        }
        catch (ObjectNotFoundException)
        {
            throw NotFound($"there is no data set {dataset}: 'greenml datasets' lists them");
        }
        catch (InvalidDatasetException e)
        {
            throw CommandFailure.InvalidInput(e.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Example ExampleOf(DatasetTensors rows, int row)
    {
        if (row < 0 || row >= rows.Rows)
        {
            throw CommandFailure.InvalidInput($"--row is {row}: the test split has the rows 0..{rows.Rows - 1}");
        }

        float[] values = rows.Pixels is null
            ? [.. rows.FeaturesOf(row)]
            : [.. rows.PixelsOf(row).ToArray().Select(value => (float)value)];
        return new Example(values, [.. rows.Schema.Shape.Select(side => (long)side)])
        {
            Label = rows.Schema.Classes[rows.Labels[row]],
        };
    }

    private static CommandFailure NotFound(string message) => new(ExitCodes.NotFound, "NOT_FOUND", message);
}
