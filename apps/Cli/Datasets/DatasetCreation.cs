using System.CommandLine;
using GreenMl.Cli.Connections;
using GreenMl.Cli.Output;
using GreenMl.Cli.Runs;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;

namespace GreenMl.Cli.Datasets;

/// <summary><c>greenml datasets create</c>: curates the data of a pipeline without running the rest.</summary>
internal static class DatasetCreation
{
    public static Command Create(CommandBinding binding)
    {
        var file = new Argument<string>("file") { Description = "The pipeline, a YAML file, whose data is curated" };
        var set = new Option<string[]>("--set")
        {
            Description = "Replaces a value of the file: --set data.seed=5; may be given again",
            HelpName = "key=value",
        };
        var detach = new Option<bool>("--detach") { Description = "Prints the data set's id and does not wait for it" };
        var command = new Command("create", "Curates the data of a pipeline and prints the data set")
        {
            file,
            set,
            detach,
        };
        binding.Bind(
            command,
            async (session, parse, token) =>
            {
                var spec = await RunCommand.ReadPipelineAsync(
                    session.Surroundings,
                    parse.GetRequiredValue(file),
                    parse.GetValue(set) ?? [],
                    token
                );
                var dataset = await SubmitAsync(session, spec.Data, token);
                if (!parse.GetValue(detach))
                {
                    dataset = await FollowAsync(session, dataset.DatasetId, token);
                }

                await DatasetsCommand.PrintAsync(session.Printer, dataset);
                return dataset.State is JobState.Failed or JobState.Cancelled ? ExitCodes.Failed : ExitCodes.Success;
            }
        );
        return command;
    }

    private static async Task<Dataset> SubmitAsync(
        Session session,
        DatasetSpec spec,
        CancellationToken cancellationToken
    )
    {
        var client = await session.DatasetsAsync(cancellationToken);
        var request = new CreateDatasetRequest { IdempotencyKey = Guid.CreateVersion7().ToString(), Spec = spec };
        return (await client.CreateDatasetAsync(request, cancellationToken: cancellationToken)).Dataset;
    }

    private static async Task<Dataset> FollowAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var stream = new ResumedStream<WatchDatasetResponse>
        {
            Open = async token =>
                (await session.DatasetsAsync(token)).WatchDataset(
                    new WatchDatasetRequest { DatasetId = id },
                    cancellationToken: token
                ),
            IsLast = response => response.Dataset.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled,
            Broken = problem => session.NoteAsync($"The connection to curation broke ({problem}); trying again."),
            Time = session.Surroundings.Time,
            IsPatientAtFirst = true,
        };
        Dataset? last = null;
        await foreach (var response in stream.ReadAsync(cancellationToken))
        {
            if (
                response.Dataset.Progress is { } progress
                && !progress.Step.Equals(last?.Progress?.Step, StringComparison.Ordinal)
            )
            {
                await session.NoteAsync($"{ProgressText.Fraction(progress).PadLeft(5)}  {ProgressText.Step(progress)}");
            }

            last = response.Dataset;
        }

        return last!;
    }
}
