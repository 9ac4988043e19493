using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>A function's call as a delegate: made once, so that an invocation needs no reflection.</summary>
internal sealed class CompiledFunction
{
    private readonly FunctionEntry _function;
    private readonly ParameterSource[] _sources;

    // Compiled with the first call: a start need not wait for the functions that nobody calls.
    private readonly Lazy<Func<object?, object?[], ValueTask<object?>>> _call;
    private readonly Lazy<ObjectFactory>? _newInstance;

    public CompiledFunction(FunctionEntry function, IReadOnlyList<IParameterBinder> binders, ICollection<StartProblem> problems)
    {
        _function = function;
        _sources = [.. function.Parameters.Select(parameter => SourceOf(parameter, binders, problems))];
        _call = new(() => Compile(function.Method));
        _newInstance = function.InstanceType is { } type ? new(() => ActivatorUtilities.CreateFactory(type, Type.EmptyTypes)) : null;
    }

    /// <summary>Binds the parameters and calls the method.</summary>
    /// <param name="invocation">The invocation.</param>
    /// <returns>What the method returned.</returns>
    public ValueTask<object?> CallAsync(Invocation invocation)
    {
        var arguments = new object?[_sources.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _sources[i](invocation);
        }

        var instance = _newInstance?.Value(invocation.InstanceServices, null);
        return instance is IDisposable or IAsyncDisposable
            ? CallAndDisposeAsync(instance, arguments)
            : _call.Value(instance, arguments);
    }

    private async ValueTask<object?> CallAndDisposeAsync(object instance, object?[] arguments)
    {
        try
        {
            return await _call.Value(instance, arguments);
        }
        finally
        {
            if (instance is IAsyncDisposable later)
            {
                await later.DisposeAsync();
            }
            else
            {
                ((IDisposable)instance).Dispose();
            }
        }
    }

    private ParameterSource SourceOf(ParameterInfo parameter, IReadOnlyList<IParameterBinder> binders, ICollection<StartProblem> problems)
    {
        foreach (var binder in binders)
        {
            if (binder.SourceOf(_function, parameter) is { } source)
            {
                return source;
            }
        }

        problems.Add(new(
            _function.Name,
            $"Nothing gives a value of type {parameter.ParameterType.Name} to the parameter '{parameter.Name}'.",
            "Take services in the constructor, or bind the parameter with an attribute."));
        return _ => null;
    }

    private static Func<object?, object?[], ValueTask<object?>> Compile(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object), "instance");
        var arguments = Expression.Parameter(typeof(object?[]), "arguments");
        var call = Expression.Call(
            method.IsStatic ? null : Expression.Convert(instance, method.ReflectedType!),
            method,
            method.GetParameters().Select((parameter, i) =>
                Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType)));
        var body = method.ReturnType == typeof(void)
            ? Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)))
            : (Expression)Expression.Call(AwaitedReturn.Of(method.ReturnType), call);
        return Expression.Lambda<Func<object?, object?[], ValueTask<object?>>>(body, instance, arguments).Compile();
    }
}
