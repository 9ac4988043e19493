using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Affiliate.Pages;

/// <summary>
/// Renders Razor components to HTML on the server. All printed values are encoded, and their text is prepared as
/// <see cref="DisplayText"/> describes, so that no stranger's text can hide in a page or reorder it. Components get no
/// services of the application, because a web server registers services that work only within its own requests, such as
/// a NavigationManager.
/// </summary>
/// <param name="loggers">The logger factory for the renderer.</param>
public sealed class PageRenderer(ILoggerFactory loggers)
{
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    /// <summary>Renders a component as a complete HTML document.</summary>
    /// <typeparam name="TComponent">A component with a parameter <c>Model</c>.</typeparam>
    /// <param name="model">The model of the component.</param>
    public async Task<string> RenderAsync<TComponent>(object model)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(NoServices, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model });
            return (await renderer.RenderComponentAsync<TComponent>(parameters)).ToHtmlString();
        });
        return "<!DOCTYPE html>\n" + DisplayHtml.Of(html);
    }
}
