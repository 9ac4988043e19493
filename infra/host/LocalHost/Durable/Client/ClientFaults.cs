using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Client;

/// <summary>Converts faults of the client service to messages, and logs those that the caller did not cause.</summary>
internal sealed class ClientFaults(ILogger<ClientFaults> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception fault) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw Explain(fault, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception fault) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw Explain(fault, context);
        }
    }

    private RpcException Explain(Exception fault, ServerCallContext context)
    {
        switch (fault)
        {
            case RpcException { StatusCode: StatusCode.Unimplemented }:
                var method = context.Method[(context.Method.LastIndexOf('/') + 1)..];
                return new(
                    new Status(
                        StatusCode.Unimplemented,
                        $"The local host does not implement '{method}'. "
                            + "It implements the calls for orchestrations, not those for entities."
                    )
                );
            case RpcException refused:
                return refused;
            default:
                logger.LogWarning(fault, "The call {Method} of the durable client failed", context.Method);
                return new(new Status(StatusCode.Unknown, fault.Message));
        }
    }
}
