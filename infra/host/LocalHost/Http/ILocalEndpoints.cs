using Microsoft.AspNetCore.Routing;

namespace LocalHost.Http;

/// <summary>A part of the host with its own endpoints below <c>/local</c>.</summary>
internal interface ILocalEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    /// <param name="routes">The application's routes.</param>
    void Map(IEndpointRouteBuilder routes);
}
