using Google.Protobuf;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.ServiceDefaults.Errors;

namespace GreenMl.Jobs;

/// <summary>What sets the jobs of one phase apart from those of another.</summary>
/// <param name="Name">The noun of the resource in errors, for instance <c>training job</c>.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Validate">Every rule that a spec breaks; empty when it is sound.</param>
/// <param name="Completed">The event that tells others of the result.</param>
public sealed record JobKind<TSpec, TResult>(
    string Name,
    Phase Phase,
    Func<TSpec, IReadOnlyList<Violation>> Validate,
    Func<FinishedJob, TResult, object> Completed
)
    where TSpec : IMessage<TSpec>
    where TResult : class, IMessage<TResult>;
