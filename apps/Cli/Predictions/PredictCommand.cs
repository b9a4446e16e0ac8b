using System.CommandLine;
using GreenMl.Cli.Failures;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Storage;

namespace GreenMl.Cli.Predictions;

/// <summary><c>greenml predict</c>: asks an endpoint about one example.</summary>
internal static class PredictCommand
{
    public static Command Create(CommandBinding binding)
    {
        var name = new Argument<string>("endpoint") { Description = "The name of the endpoint" };
        var dataset = new Option<string?>("--dataset")
        {
            Description = "A data set version; its test row --row is the example",
            HelpName = "object-uri",
        };
        var row = new Option<int>("--row") { Description = "The row of the test split, from 0", HelpName = "number" };
        var image = new Option<string?>("--image") { Description = "A PNG or JPEG file", HelpName = "file" };
        var values = new Option<string?>("--values")
        {
            Description = "The numbers of one example before preprocessing, separated by commas",
            HelpName = "numbers",
        };
        var command = new Command("predict", "Asks an endpoint about one example: a test row, an image, or numbers")
        {
            name,
            dataset,
            row,
            image,
            values,
        };
        binding.Bind(
            command,
            async (session, parse, token) =>
            {
                Func<ServedModel, Task<Example>> read = (
                    parse.GetValue(dataset),
                    parse.GetValue(image),
                    parse.GetValue(values)
                ) switch
                {
                    ({ } uri, null, null) => _ => ReadRowAsync(session, uri, parse.GetValue(row), token),
                    (null, { } file, null) => model => ImageExample.ReadAsync(PathOf(session, file), model, token),
                    (null, null, { } numbers) => model => Task.FromResult(Example.Parse(numbers, model)),
                    _ => throw CommandFailure.InvalidInput(
                        "give exactly one of --dataset with --row, --image and --values"
                    ),
                };
                return await PredictAsync(session, parse.GetRequiredValue(name), read, token);
            }
        );
        return command;
    }

    private static async Task<int> PredictAsync(
        Session session,
        string name,
        Func<ServedModel, Task<Example>> read,
        CancellationToken cancellationToken
    )
    {
        var client = await session.EndpointsAsync(cancellationToken);
        var request = new GetEndpointRequest { Name = name };
        var endpoint = (await client.GetEndpointAsync(request, cancellationToken: cancellationToken)).Endpoint;
        if (endpoint.GrpcAddress.Length == 0)
        {
            throw new CommandFailure(
                ExitCodes.Failed,
                "NOT_IN_SERVICE",
                $"endpoint {name} is {$"{endpoint.State}".ToLowerInvariant()}: it cannot be asked now"
            )
            {
                Remedy = session.Surroundings.Typed($"greenml endpoints show {name}") + " tells more.",
            };
        }

        var invoker = await session.Channels.InvokerAsync($"endpoint {name}", endpoint.GrpcAddress, cancellationToken);
        var model = await ServedModel.ReadAsync(invoker, endpoint, cancellationToken);
        var example = await read(model);
        var prediction = await model.PredictAsync(example, session.Surroundings.Time, cancellationToken);
        await prediction.PrintAsync(session.Printer);
        return ExitCodes.Success;
    }

    private static Task<Example> ReadRowAsync(
        Session session,
        string uri,
        int row,
        CancellationToken cancellationToken
    ) =>
        ObjectUri.TryParse(uri, out var dataset)
            ? DatasetExample.ReadAsync(session, dataset, row, cancellationToken)
            : throw CommandFailure.InvalidInput(
                $"--dataset is '{uri}': give the URI of a data set version, object://datasets/<id>"
            );

    private static string PathOf(Session session, string file) =>
        Path.GetFullPath(file, session.Surroundings.CurrentDirectory);
}
