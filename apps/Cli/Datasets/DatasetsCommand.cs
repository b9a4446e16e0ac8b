using System.CommandLine;
using GreenMl.Cli.Output;
using GreenMl.Contracts.Datasets.V1;

namespace GreenMl.Cli.Datasets;

/// <summary><c>greenml datasets</c>: lists, shows, creates and cancels data sets.</summary>
internal static class DatasetsCommand
{
    public static Command Create(CommandBinding binding)
    {
        var limit = Listing.LimitOption();
        var listLimit = Listing.LimitOption();
        var datasets = new Command("datasets", "Lists the data sets; shows, creates or cancels one") { limit };
        var list = new Command("list", "Lists the data sets, newest first") { listLimit };
        binding.Bind(datasets, (session, parse, token) => ListAsync(session, parse.GetValue(limit), token));
        binding.Bind(list, (session, parse, token) => ListAsync(session, parse.GetValue(listLimit), token));
        datasets.Add(list);
        datasets.Add(CreateWithId(binding, "show", "Shows a data set", ShowAsync));
        datasets.Add(DatasetCreation.Create(binding));
        datasets.Add(CreateWithId(binding, "cancel", "Cancels the curation of a data set", CancelAsync));
        return datasets;
    }

    /// <summary>Prints one data set in full.</summary>
    public static async Task PrintAsync(Printer printer, Dataset dataset)
    {
        if (printer.IsJson)
        {
            await printer.WriteJsonAsync("dataset", dataset);
            return;
        }

        var version = dataset.Version;
        await printer.WriteFieldsAsync(
            ("data set", dataset.DatasetId),
            ("run", dataset.RunId),
            ("source", SourceOf(dataset)),
            ("state", Format.State(dataset.State)),
            ("progress", ProgressText.Step(dataset.Progress)),
            ("uri", version?.Uri ?? ""),
            ("rows", version is null ? "" : RowsOf(version)),
            ("dropped", version is null ? "" : DroppedOf(version)),
            ("classes", version is null ? "" : $"{version.Classes}"),
            ("shape", version is null ? "" : string.Join(" x ", version.Shape)),
            ("created", Format.Time(dataset.CreatedAt)),
            ("finished", Format.Time(dataset.FinishedAt)),
            ("failure", Format.Failure(dataset.Failure))
        );
    }

    private static Command CreateWithId(
        CommandBinding binding,
        string name,
        string description,
        Func<Session, string, CancellationToken, Task<Dataset>> action
    )
    {
        var id = new Argument<string>("dataset") { Description = "The id of the data set" };
        var command = new Command(name, description) { id };
        binding.Bind(
            command,
            async (session, parse, token) =>
            {
                await PrintAsync(session.Printer, await action(session, parse.GetRequiredValue(id), token));
                return ExitCodes.Success;
            }
        );
        return command;
    }

    private static async Task<int> ListAsync(Session session, int limit, CancellationToken cancellationToken)
    {
        var client = await session.DatasetsAsync(cancellationToken);
        var datasets = await Listing.ReadAsync<Dataset>(
            limit,
            async (size, token) =>
            {
                var page = await client.ListDatasetsAsync(
                    new ListDatasetsRequest { PageSize = size, PageToken = token },
                    cancellationToken: cancellationToken
                );
                return (page.Datasets, page.NextPageToken);
            }
        );
        if (session.Printer.IsJson)
        {
            await session.Printer.WriteJsonAsync("datasets", datasets);
            return ExitCodes.Success;
        }

        await session.Printer.WriteTableAsync(
            ["data set", "source", "state", "created", "uri"],
            datasets.Select(dataset =>
                (string[])
                    [
                        dataset.DatasetId,
                        SourceOf(dataset),
                        Format.State(dataset.State),
                        Format.Time(dataset.CreatedAt),
                        dataset.Version?.Uri ?? "",
                    ]
            )
        );
        return ExitCodes.Success;
    }

    private static async Task<Dataset> ShowAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var client = await session.DatasetsAsync(cancellationToken);
        var request = new GetDatasetRequest { DatasetId = id };
        return (await client.GetDatasetAsync(request, cancellationToken: cancellationToken)).Dataset;
    }

    private static async Task<Dataset> CancelAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var client = await session.DatasetsAsync(cancellationToken);
        var request = new CancelDatasetRequest { DatasetId = id };
        return (await client.CancelDatasetAsync(request, cancellationToken: cancellationToken)).Dataset;
    }

    private static string SourceOf(Dataset dataset) => $"{dataset.Spec?.SourceCase}".ToLowerInvariant();

    private static string RowsOf(DatasetVersion version) =>
        $"{version.TrainingRows:N0} training, {version.ValidationRows:N0} validation, {version.TestRows:N0} test "
        + $"of {version.SourceRows:N0}{(version.Reused ? " (curated before, reused)" : "")}";

    private static string DroppedOf(DatasetVersion version) =>
        string.Join(
            ", ",
            version
                .DroppedRows.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{pair.Value:N0} {pair.Key}")
        );
}
