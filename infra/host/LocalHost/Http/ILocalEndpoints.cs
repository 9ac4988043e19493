using Microsoft.AspNetCore.Routing;

namespace LocalHost.Http;

/// <summary>A part of the runtime with addresses of its own, below <c>/local</c>.</summary>
internal interface ILocalEndpoints
{
    /// <summary>Adds the addresses.</summary>
    /// <param name="routes">The application's routes.</param>
    void Map(IEndpointRouteBuilder routes);
}
