using GreenMl.InferenceHosting.Server.Metering;
using Grpc.Core;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>Serves ModelInfer on the calling thread.</summary>
internal sealed class ModelInferService
{
    /// <summary>Checks the request, runs the model and hands the call on to be written.</summary>
    /// <exception cref="RpcException">The request breaks a rule, or the model failed.</exception>
    public Task<InferenceCall> ModelInfer(InferenceCall call, ServerCallContext context)
    {
        // The end of the request, not of this method: the response is written from the run's memory.
        context.GetHttpContext().Response.RegisterForDispose(call);
        try
        {
            using (call.Run.Cost.Measure(InferencePhase.Input))
            {
                RequestBinder.Bind(call);
            }

            call.Run.Compute([.. call.RequestedOutputs.Select(output => output.Name)]);
            return Task.FromResult(call);
        }
        catch (RequestException e)
        {
            throw e.ToRpcException();
        }
    }
}
